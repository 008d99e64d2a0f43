/** The frame that a traced machine used for a page, for mappings that cannot do without. */
import { InputError, NO_FRAME, type PageDictionary } from "@mcpi/trace";

/**
 * The frame of a page id.
 * @param kind the mapping that needs it, for the error.
 * @throws InputError that names the page when its physical address was not recorded.
 */
export function recordedFrame(pages: PageDictionary, id: number, kind: string): number {
  const frame = pages.frame[id];
  if (frame === NO_FRAME)
    throw new InputError(
      `mapping ${kind}: the trace has no physical address for the page at ` +
        `0x${pages.virtualAddress(id * 4096).toString(16)} of space ${pages.space[id]}; ` +
        "mapping identity or chen-bershad was expected",
    );
  return frame;
}
