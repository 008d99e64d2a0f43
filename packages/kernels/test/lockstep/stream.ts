/**
 * The stream of a machine as lines of text, one a fetch, load, store or event, with virtual and
 * physical addresses.
 */
import {
  type Batch,
  type Consumer,
  INVALIDATE,
  KIND_NAMES,
  MAP,
  PAGE_UNCACHED,
  type PageDictionary,
  TLB_WRITE,
  visitReferences,
} from "@mcpi/trace";

export const hex = (value: number): string => (value >>> 0).toString(16);

function address(pages: PageDictionary, compact: number): string {
  const id = compact >>> 12;
  const offset = compact & 0xfff;
  const cached = (pages.flags[id] & PAGE_UNCACHED) === 0;
  const virtual = pages.vpn[id] * 4096 + offset;
  return `${hex(virtual)} ${hex(pages.frame[id] * 4096 + offset)}${cached ? "" : " uncached"}`;
}

export class StreamText implements Consumer {
  readonly lines: string[] = [];

  consume(batch: Batch): void {
    const { lines } = this;
    const { pages } = batch;
    visitReferences(batch, {
      fetch: (at) => lines.push(`fetch ${address(pages, at)}`),
      load: (at, size) => lines.push(`load ${address(pages, at)} ${size}`),
      store: (at, size) => lines.push(`store ${address(pages, at)} ${size}`),
      cycles: (extra) => lines.push(`cycles ${extra}`),
      event: (kind, argument, detail) => {
        // The page is named as kseg0 has it; of its address only the index counts.
        if (kind === INVALIDATE) {
          const index = (pages.frame[argument >>> 12] * 4096 + (argument & 0xfff)) & 0xfffc;
          lines.push(`invalidate ${hex(index)} ${detail}`);
          return;
        }
        const named = kind === TLB_WRITE || kind === MAP;
        const what = named
          ? `${address(pages, argument & ~0xfff)} ${argument & 0xfff}`
          : hex(argument);
        lines.push(`${KIND_NAMES[kind]} ${what} ${detail}`);
      },
    });
  }
}
