/**
 * What the stream should have of each step of the model, as the lines of stream.ts: docs/r3000.md,
 * section 6, and for events docs/decstation.md.
 */
import { TLBL, TLBS } from "../model/exceptions.ts";
import { fieldsOf, OPCODE } from "../model/instruction.ts";
import type { ModelProcessor } from "../model/processor.ts";
import type { ModelException, ModelStep } from "../model/step.ts";
import { rfe } from "../random/assembler.ts";
import { hex } from "./stream.ts";

const USER = 2;
const CONTROL = 0x30000;
/** Of a word of coprocessor 0: what says which operation it is. */
const OPERATION = 0xfe00003f;

/** What was before a step. */
export interface Before {
  readonly status: number;
  readonly cause: number;
  /** Of the hardware. */
  readonly lines: number;
}

interface Place {
  readonly va: number;
  readonly pa: number;
  readonly cached: boolean;
}

const place = ({ va, pa, cached }: Place): string =>
  `${hex(va)} ${hex(pa)}${cached ? "" : " uncached"}`;

export class Expected {
  /** Virtual address of the page that each frame was last mapped at. */
  readonly #mappedAt = new Map<number, number>();
  /** Exceptions that have not been returned from; and of which of them refills are open. */
  #depth = 0;
  #refills: number[] = [];

  /** A stream begins by saying who runs. */
  begin(): string[] {
    return ["space 0 0", "mode 1 0"];
  }

  linesOf(step: ModelStep, cpu: ModelProcessor, before: Before): string[] {
    const found: string[] = [];
    const { status } = cpu.cp0;
    if (step.fetch !== undefined) found.push(...this.#retired(step, step.fetch, cpu, before));
    const { exception } = step;
    const miss = exception === undefined ? undefined : missOf(exception, cpu);
    if (exception !== undefined) this.#depth++;
    if (exception !== undefined && miss === undefined) found.push(...this.#endRefills(0));
    if (((before.status ^ status) & USER) !== 0) {
      const user = (status & USER) !== 0;
      if (user) found.push(...this.#endRefills(0));
      found.push(`mode ${user ? 0 : 1} 0`);
    }
    if (isRfe(step) && (status & USER) !== 0) this.#depth = 0;
    if (((before.status ^ status) & CONTROL) !== 0)
      found.push(`cache-control ${hex((status & CONTROL) >>> 16)} 0`);
    if (miss !== undefined) {
      this.#refills.push(this.#depth);
      found.push(`refill-begin ${miss} 0`);
    }
    if (step.interrupt) {
      const raised = (before.status & (before.cause | before.lines) & 0xff00) >>> 8;
      found.push(`interrupt ${hex(31 - Math.clz32(raised))} 0`);
    }
    return found;
  }

  #retired(step: ModelStep, fetch: Place, cpu: ModelProcessor, before: Before): string[] {
    const found = [`fetch ${place(fetch)}`];
    for (const data of step.data) found.push(`${data.kind} ${place(data)} ${data.size}`);
    if (step.extraCycles > 0) found.push(`cycles ${step.extraCycles}`);
    const { opcode, rs, rt, immediate } = fieldsOf(step.word ?? 0);
    if (opcode === OPCODE.ORI && rs === 0 && rt === 0) found.push(`mark ${hex(immediate)} 0`);
    if (step.isolated?.invalidates) {
      const swapped = (before.status & 0x20000) !== 0;
      found.push(`invalidate ${hex(step.isolated.index & ~3)} ${(swapped ? 1 : 2) | 4}`);
    }
    for (const event of step.events)
      if (event.kind === "tlb-write") found.push(...this.#tlbWritten(event.entry, cpu));
    if (isRfe(step)) {
      found.push(...this.#endRefills(this.#depth));
      this.#depth = Math.max(0, this.#depth - 1);
    }
    return found;
  }

  #tlbWritten(entry: number, cpu: ModelProcessor): string[] {
    const { hi, lo } = cpu.tlb.entries[entry];
    const [va, pa] = [(hi & 0xfffff000) >>> 0, (lo & 0xfffff000) >>> 0];
    const page = place({ va, pa, cached: (lo & 0x800) === 0 });
    const invalid = (lo & 0x200) === 0;
    const found = [`tlb-write ${page} ${Number(invalid)} ${entry}`];
    if (!invalid && this.#mappedAt.get(pa) !== va) {
      this.#mappedAt.set(pa, va);
      found.push(`map ${page} 0 0`);
    }
    return found;
  }

  /** Those that began at that depth or deeper. */
  #endRefills(depth: number): string[] {
    const ended = this.#refills.filter((began) => began >= depth);
    this.#refills = this.#refills.filter((began) => began < depth);
    return ended.map(() => "refill-end 0 0");
  }
}

/** 0 if no TLB entry matched a page of kuseg, 1 if none of kseg2 did. */
function missOf({ code, badVAddr = 0 }: ModelException, cpu: ModelProcessor): number | undefined {
  if (code !== TLBL && code !== TLBS) return undefined;
  const page = ((badVAddr & 0xfffff000) | (cpu.cp0.entryHi & 0xfc0)) >>> 0;
  if (cpu.tlb.lookUp(page) >= 0) return undefined;
  return badVAddr < 0x80000000 ? 0 : 1;
}

const isRfe = ({ retired, word = 0 }: ModelStep): boolean =>
  retired && (word & OPERATION) >>> 0 === rfe;
