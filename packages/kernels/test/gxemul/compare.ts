/**
 * Another processor next to GXemul's R3000, instruction by instruction: program counter, general
 * registers, HI and LO and control registers before each, its word, its data address, its exception.
 * Memory, the TLB and modes are compared by what becomes of them in registers and exceptions.
 *
 * Not compared, because GXemul 0.7.0 does not model it, or does otherwise than an R3000:
 * - Load delays (registers are compared as if loads had arrived: programs must not look), HI and LO
 *   hazards, division by zero, N, caches, isolation, time: no program given here may depend on them.
 * - Random, which it moves in another way; so programs use neither TLBWR nor Random.
 * - When lines are raised: the test machine's console raises one, and both have what GXemul has.
 *   Programs keep interrupts disabled.
 * - Status 19 (CM), which it sets at TLB misses.
 * - The state at entry: the processor takes GXemul's.
 * Known to be wrong there, and given to the processor after the exception so that both go on alike
 * (`adopted` counts how often):
 * - An address error also sets EntryHi and Context.
 * - LWL, LWR, SWL and SWR that fail leave the address of their word in BadVAddr; and SWL and SWR
 *   raise TLBL or AdEL (they begin with a load there), where TLBS and AdES are right.
 * Where it cannot be followed (`beyond`), the comparison ends without a difference:
 * - A delay slot in another page that cannot be fetched: BD stays clear, and the handler's first
 *   instruction is left out.
 * Registers in a delay slot are not printed: a branch and its slot are compared together.
 */
import { COP0, fieldsOf, OPCODE, SPECIAL } from "../model/instruction.ts";
import { runGxemul } from "./run.ts";
import {
  NAMED_REGISTERS,
  type NamedRegister,
  type Registers,
  TraceReader,
  type TraceSink,
} from "./trace.ts";

/** A processor that has the executable in its memory and is about to execute its entry. */
export interface ComparedProcessor {
  /** One instruction, or one entry of an interrupt. */
  step(): ComparedStep;
  readonly pc: number;
  /** As if loads in flight had arrived. */
  general(register: number): number;
  named(register: NamedRegister): number;
  /** Sets a register to what GXemul has. */
  setGeneral(register: number, value: number): void;
  setNamed(register: NamedRegister, value: number): void;
  /** Raises these lines: bits 15:10 of Cause. */
  setLines(lines: number): void;
}

export interface ComparedStep {
  readonly pc: number;
  /** Unless the fetch failed. */
  readonly word: number | undefined;
  /** The book's short name: AdEL, TLBS, Sys … */
  readonly exception: string | undefined;
  /** Data that it referred to: where it began. */
  readonly data: { readonly va: number; readonly size: number } | undefined;
}

export interface CompareOptions {
  /** Stops after so many instructions; a million unless told. */
  readonly most?: number;
  /** Stops when it gets to this address. */
  readonly end?: number;
}

export interface Comparison {
  /** Instructions executed by both, those that raised exceptions included. */
  readonly instructions: number;
  readonly exceptions: number;
  /** It got to the end. */
  readonly ended: boolean;
  /** How often something that GXemul does wrong was taken over. */
  readonly adopted: { readonly addressErrors: number; readonly leftRight: number };
  /** What ended it that GXemul does too wrong to go on. */
  readonly beyond: string | undefined;
  /** The first difference, in words; what follows it was not compared. */
  readonly difference: string | undefined;
}

/** Compares until the end, the most, or the first difference. */
export async function compareWithGxemul(
  elf: Uint8Array,
  processor: ComparedProcessor,
  options: CompareOptions = {},
): Promise<Comparison> {
  const comparer = new Comparer(processor, options);
  const reader = new TraceReader(comparer);
  try {
    for await (const chunk of runGxemul(elf)) {
      reader.feed(chunk);
      if (comparer.done) break;
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return comparer.result();
}

/** Thrown to leave the reader when there is nothing more to compare. */
class Stop extends Error {}

const LINES = 0xfc00;
/** Bits that mean the same on both sides. */
const COMPARED: Readonly<Partial<Record<NamedRegister, number>>> = {
  cause: ~LINES,
  status: ~0x80000,
};
const RECENT = 12;

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");

export class Comparer implements TraceSink {
  readonly #processor: ComparedProcessor;
  readonly #most: number;
  readonly #end: number | undefined;
  readonly #recent: string[] = [];
  readonly #adopted = { addressErrors: 0, leftRight: 0 };
  #instructions = 0;
  #exceptions = 0;
  #started = false;
  #ended = false;
  #beyond: string | undefined;
  #difference: string | undefined;
  /** An exception of the processor of which GXemul has said nothing yet. */
  #open: string | undefined;
  /** The instruction executed last is LWL, LWR, SWL or SWR. */
  #leftRight = false;
  /** It is a branch or jump: its delay slot comes next. */
  #slotIsNext = false;
  /** Registers that become GXemul's when they are known. */
  #adopting: NamedRegister[] = [];

  constructor(processor: ComparedProcessor, { most = 1e6, end }: CompareOptions) {
    this.#processor = processor;
    this.#most = most;
    this.#end = end;
  }

  get done(): boolean {
    if (this.#ended || this.#beyond !== undefined || this.#difference !== undefined) return true;
    return this.#instructions >= this.#most;
  }

  result(): Comparison {
    return {
      instructions: this.#instructions,
      exceptions: this.#exceptions,
      ended: this.#ended,
      adopted: { ...this.#adopted },
      beyond: this.#beyond,
      difference: this.#difference,
    };
  }

  registers(registers: Registers): void {
    const processor = this.#processor;
    if (this.#open !== undefined) this.#differ(`GXemul raised no ${this.#open}`);
    if (processor.pc !== registers.pc) this.#different("pc", registers.pc, processor.pc);
    if (!this.#started) {
      this.#started = true;
      for (let register = 1; register < 32; register++)
        processor.setGeneral(register, registers.general[register]);
      for (const name of NAMED_REGISTERS) processor.setNamed(name, registers[name]);
    }
    processor.setLines(registers.cause & LINES);
    for (const name of this.#adopting) processor.setNamed(name, registers[name]);
    this.#adopting = [];
    for (let register = 1; register < 32; register++) {
      const ours = processor.general(register);
      if (ours !== registers.general[register])
        this.#different(`r${register}`, registers.general[register], ours);
    }
    for (const name of NAMED_REGISTERS) {
      const ours = processor.named(name);
      if (((ours ^ registers[name]) & (COMPARED[name] ?? -1)) !== 0)
        this.#different(name, registers[name], ours);
    }
    if (registers.pc === this.#end) this.#ended = true;
    if (this.done) throw new Stop();
  }

  instruction(pc: number, word: number, inDelaySlot: boolean, address: number): void {
    if (this.#open !== undefined) this.#differ(`GXemul raised no ${this.#open}`);
    const step = this.#step();
    if (step.pc !== pc) this.#different("pc", pc, step.pc);
    if (step.word !== word) this.#different("instruction", word, step.word ?? -1);
    if (step.data !== undefined && step.data.va !== firstByte(word, address))
      this.#different("data address", address, step.data.va);
    this.#open = step.exception;
    this.#instructions++;
    this.#slotIsNext = !inDelaySlot && isBranch(word);
    this.#leftRight = LEFT_RIGHT.has(fieldsOf(word).opcode);
  }

  exception(name: string): void {
    // Of the instruction before; else of the fetch of the next, which is not printed.
    const ofFetch = this.#open === undefined;
    if (ofFetch) this.#open = this.#step().exception;
    if (ofFetch && this.#slotIsNext && this.#open !== undefined) {
      this.#beyond = "a delay slot could not be fetched";
      throw new Stop();
    }
    const ours = this.#open;
    this.#open = undefined;
    this.#exceptions++;
    if (ours === undefined) this.#differ(`GXemul raised ${name}, we nothing`);
    const leftRight = !ofFetch && this.#leftRight;
    if (ours.toUpperCase() !== name && !(leftRight && AS_LOAD[ours] === name))
      this.#differ(`GXemul raised ${name}, we ${ours}`);
    if (leftRight) {
      this.#adopted.leftRight++;
      this.#adopting.push("badVAddr", "cause");
    }
    if (name === "ADEL" || name === "ADES") {
      this.#adopted.addressErrors++;
      this.#adopting.push("entryHi", "context");
    }
  }

  #step(): ComparedStep {
    const step = this.#processor.step();
    this.#recent.push(`${hex(step.pc)}: ${hex(step.word ?? 0)} ${step.exception ?? ""}`.trimEnd());
    if (this.#recent.length > RECENT) this.#recent.shift();
    return step;
  }

  #different(what: string, gxemul: number, ours: number): never {
    this.#differ(`${what}: GXemul ${hex(gxemul)}, we ${hex(ours)}`);
  }

  #differ(message: string): never {
    this.#difference = `after ${this.#instructions} instructions, ${message}\n${this.#recent.join("\n")}`;
    throw new Stop();
  }
}

const LEFT_RIGHT: ReadonlySet<number> = new Set([OPCODE.LWL, OPCODE.LWR, OPCODE.SWL, OPCODE.SWR]);

/** J, JAL, JR, JALR and all branches. */
function isBranch(word: number): boolean {
  const { opcode, rs, funct } = fieldsOf(word);
  if (opcode === OPCODE.SPECIAL) return funct === SPECIAL.JR || funct === SPECIAL.JALR;
  if (opcode === OPCODE.COP0) return rs === COP0.BC;
  return opcode >= OPCODE.REGIMM && opcode <= OPCODE.BGTZ;
}

/** What GXemul raises for an exception of SWL and SWR. */
const AS_LOAD: Readonly<Record<string, string>> = { TLBS: "TLBL", AdES: "ADEL" };

/** Of what LWL and SWL refer to; of others it is the address itself. */
function firstByte(word: number, address: number): number {
  const { opcode } = fieldsOf(word);
  const left = opcode === OPCODE.LWL || opcode === OPCODE.SWL;
  return left ? (address & ~3) >>> 0 : address;
}
