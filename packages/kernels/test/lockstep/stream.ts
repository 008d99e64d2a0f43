/**
 * The stream of a machine as lines of text, one a fetch, load, store or event, with virtual and
 * physical addresses; and the lines that a step of the model should give.
 */
import {
  type Batch,
  type Consumer,
  INVALIDATE,
  KIND_NAMES,
  MAP,
  PAGE_UNCACHED,
  type PageDictionary,
  REFILL_BEGIN,
  REFILL_END,
  SPACE,
  TLB_WRITE,
  visitReferences,
} from "@mcpi/trace";
import { fieldsOf, OPCODE } from "../model/instruction.ts";
import type { ModelProcessor } from "../model/processor.ts";
import type { ModelStep } from "../model/step.ts";

/** Events that say what a machine's observer thinks, which the model does not. */
const OBSERVERS: ReadonlySet<number> = new Set([MAP, REFILL_BEGIN, REFILL_END, SPACE]);

const hex = (value: number): string => (value >>> 0).toString(16);

function address(pages: PageDictionary, compact: number): string {
  const id = compact >>> 12;
  const offset = compact & 0xfff;
  const cached = (pages.flags[id] & PAGE_UNCACHED) === 0;
  const virtual = pages.vpn[id] * 4096 + offset;
  return `${hex(virtual)} ${hex(pages.frame[id] * 4096 + offset)}${cached ? "" : " uncached"}`;
}

export class StreamText implements Consumer {
  readonly lines: string[] = [];
  readonly #all: boolean;

  /** @param all with the events of which the model says nothing */
  constructor(all: boolean) {
    this.#all = all;
  }

  consume(batch: Batch): void {
    const { lines } = this;
    const { pages } = batch;
    visitReferences(batch, {
      fetch: (at) => lines.push(`fetch ${address(pages, at)}`),
      load: (at, size) => lines.push(`load ${address(pages, at)} ${size}`),
      store: (at, size) => lines.push(`store ${address(pages, at)} ${size}`),
      cycles: (extra) => lines.push(`cycles ${extra}`),
      event: (kind, argument, detail) => {
        if (OBSERVERS.has(kind) && !this.#all) return;
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

const USER = 2;
const CONTROL = 0x30000;

/**
 * What the stream should have of a step.
 * @param before Status before the step
 * @param lines of the hardware, at the step
 */
export function expectedLines(
  step: ModelStep,
  cpu: ModelProcessor,
  before: { status: number; cause: number; lines: number },
): string[] {
  const found: string[] = [];
  const { status } = cpu.cp0;
  const { word = 0 } = step;
  const place = (it: { va: number; pa: number; cached: boolean }): string =>
    `${hex(it.va)} ${hex(it.pa)}${it.cached ? "" : " uncached"}`;
  if (step.fetch !== undefined) {
    found.push(`fetch ${place(step.fetch)}`);
    for (const data of step.data) found.push(`${data.kind} ${place(data)} ${data.size}`);
    if (step.extraCycles > 0) found.push(`cycles ${step.extraCycles}`);
    const { opcode, rs, rt, immediate } = fieldsOf(word);
    if (opcode === OPCODE.ORI && rs === 0 && rt === 0) found.push(`mark ${hex(immediate)} 0`);
    if (step.isolated?.invalidates) {
      const swapped = (before.status & 0x20000) !== 0;
      found.push(`invalidate ${hex(step.isolated.index & ~3)} ${(swapped ? 1 : 2) | 4}`);
    }
    for (const event of step.events)
      if (event.kind === "tlb-write") {
        const { hi, lo } = cpu.tlb.entries[event.entry];
        const page = { va: hi & 0xfffff000, pa: lo & 0xfffff000, cached: (lo & 0x800) === 0 };
        found.push(`tlb-write ${place(page)} ${(lo & 0x200) === 0 ? 1 : 0} ${event.entry}`);
      }
  }
  if (((before.status ^ status) & USER) !== 0)
    found.push(`mode ${(status & USER) === 0 ? 1 : 0} 0`);
  if (((before.status ^ status) & CONTROL) !== 0)
    found.push(`cache-control ${hex((status & CONTROL) >>> 16)} 0`);
  if (step.interrupt) {
    const raised = (before.status & (before.cause | before.lines) & 0xff00) >>> 8;
    found.push(`interrupt ${hex(31 - Math.clz32(raised))} 0`);
  }
  return found;
}
