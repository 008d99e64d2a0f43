/**
 * The pages that a block introduces (docs/trace-format.md, "Pages"), in order of their ids.
 *
 * A page is four numbers (virtual page number, space, frame, flags), each a difference from the page
 * before in zig-zag form, seven bits a byte, low bits first. Numbers reach 2^53, past the reach of
 * bit operations: hence multiplications.
 */
import { NO_FRAME, type PageDictionary } from "../page-dictionary.ts";

const MOST_VPN = 2 ** 52 - 1;
const MOST_SPACE = 2 ** 32 - 1;
const MOST_FLAGS = 7;
/** Most bytes of a page: twice eight for page numbers, five for the space, one for the flags. */
const MOST_BYTES = 22;

/** The page section of pages `first` to `first + count - 1`. */
export function encodePages(pages: PageDictionary, first: number, count: number): Uint8Array {
  const bytes = new Uint8Array(MOST_BYTES * count);
  let at = 0;
  const write = (difference: number): void => {
    let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
    bytes[at++] = rest;
  };
  let [vpn, space, frame, flags] = [0, 0, NO_FRAME, 0];
  for (let id = first; id < first + count; id++) {
    write(pages.vpn[id] - vpn);
    write(pages.space[id] - space);
    write(pages.frame[id] - frame);
    write(pages.flags[id] - flags);
    [vpn, space, frame, flags] = [pages.vpn[id], pages.space[id], pages.frame[id], pages.flags[id]];
  }
  return bytes.slice(0, at);
}

/**
 * Adds the `count` pages of a section to a dictionary.
 * @returns what is wrong with them, or undefined; then some may have been added.
 */
export function decodePages(
  bytes: Uint8Array,
  count: number,
  physical: boolean,
  pages: PageDictionary,
): string | undefined {
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      // Past the end every byte is undefined, and so the number NaN.
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    return Number.NaN;
  };
  let [vpn, space, frame, flags] = [0, 0, NO_FRAME, 0];
  const known = pages.count;
  for (let id = known; id < known + count; id++) {
    vpn += read();
    space += read();
    frame += read();
    flags += read();
    if (!(vpn >= 0 && vpn <= MOST_VPN)) return `page ${id} has page number ${vpn}`;
    if (!(space >= 0 && space <= MOST_SPACE)) return `page ${id} is of space ${space}`;
    if (!(frame >= NO_FRAME && frame <= MOST_VPN)) return `page ${id} is in frame ${frame}`;
    if (!(flags >= 0 && flags <= MOST_FLAGS)) return `page ${id} has flags ${flags}`;
    if (physical && frame === NO_FRAME)
      return `page ${id} is in no frame, though the file header says that all are`;
    if (pages.id(vpn, space, frame, flags) !== id) return `page ${id} is there twice`;
  }
  return at === bytes.length ? undefined : `${bytes.length} bytes, of which the pages have ${at}`;
}
