/**
 * Which instructions are translated together: a region is what can be reached from an entry without
 * leaving the code page, as basic blocks.
 *
 * A block ends with a branch or jump and its delay slot, before what only TypeScript or the
 * interpreter executes, at the page's end, or where another block begins. Left to the interpreter
 * are branches whose slot is no plain instruction or lies in the next page, and loads whose delay
 * could be seen.
 */
import { isPlainControl } from "./control-code.ts";
import {
  branchTarget,
  decode,
  isMark,
  jumpTarget,
  rdOf,
  registersRead,
  replacesLoad,
  rtOf,
} from "./decode.ts";
import type { Instruction } from "./instructions.ts";

/** Most instructions of a block, of a region; most blocks of a region. */
const MOST_IN_BLOCK = 64;
const MOST_IN_REGION = 512;
const MOST_BLOCKS = 250;

export interface RegionInstruction {
  readonly pc: number;
  readonly word: number;
  readonly instruction: Instruction;
}

export interface Block {
  readonly pc: number;
  /** The delay slot, if there is a branch, is last. */
  readonly instructions: readonly RegionInstruction[];
  /** Whether the last but one is a branch or jump. */
  readonly branches: boolean;
}

/** The code that a region is found in. */
export interface Code {
  /** Words of the entry's page. */
  readonly wordAt: (pc: number) => number;
  /** Where engines must return. */
  readonly isWatched: (pc: number) => boolean;
  /** Whether it is executed in kernel mode. */
  readonly kernel: boolean;
}

/** Finds the region of `entry`. */
export function findRegion(entry: number, code: Code): Block[] {
  const { wordAt, isWatched } = code;
  const page = entry & ~0xfff;
  const inPage = (pc: number): boolean => (pc & ~0xfff) === page;
  const leaders = new Set<number>([entry]);
  const work = [entry];
  const seen = new Set<number>();
  let size = 0;
  const lead = (pc: number): void => {
    if (!inPage(pc) || leaders.has(pc) || isWatched(pc) || leaders.size >= MOST_BLOCKS) return;
    leaders.add(pc);
    work.push(pc);
  };
  // First where blocks begin, then the blocks.
  for (let from = work.shift(); from !== undefined; from = work.shift()) {
    let pc: number | undefined = from;
    for (let count = 0; pc !== undefined && !seen.has(pc) && size < MOST_IN_REGION; count++) {
      if (isWatched(pc) && pc !== entry) break;
      if (count === MOST_IN_BLOCK) {
        lead(pc);
        break;
      }
      const kind = kindOf(pc, code);
      if (kind === "left") break;
      seen.add(pc);
      size++;
      if (kind === "branch") {
        for (const next of successors(pc, wordAt(pc))) lead(next);
        size++;
        break;
      }
      pc = inPage(pc + 4) ? pc + 4 : undefined;
    }
  }
  const blocks: Block[] = [];
  for (const pc of [...leaders].sort((a, b) => a - b)) {
    const block = blockAt(pc, code, leaders);
    if (block !== undefined) blocks.push(block);
  }
  return blocks;
}

function blockAt(first: number, code: Code, leaders: ReadonlySet<number>): Block | undefined {
  const { wordAt, isWatched } = code;
  const instructions: RegionInstruction[] = [];
  const add = (pc: number): void => {
    const word = wordAt(pc);
    instructions.push({ pc, word, instruction: decode(word)! });
  };
  for (let pc = first; instructions.length < MOST_IN_BLOCK; pc += 4) {
    if (pc !== first && ((pc & 0xfff) === 0 || leaders.has(pc) || isWatched(pc))) break;
    const kind = kindOf(pc, code);
    if (kind === "left") break;
    add(pc);
    if (kind === "branch") {
      add(pc + 4);
      return { pc: first, instructions, branches: true };
    }
  }
  return instructions.length === 0 ? undefined : { pc: first, instructions, branches: false };
}

/** What the translator makes of the instruction at `pc`: leaves it, or takes it, with its slot if it is a branch. */
function kindOf(pc: number, { wordAt, kernel }: Code): "left" | "plain" | "branch" {
  const word = wordAt(pc);
  const instruction = decode(word);
  if (instruction === undefined) return "left";
  if (instruction.class !== "branch" && instruction.class !== "jump") {
    const plain =
      instruction.class === "control"
        ? kernel && isPlainControl(instruction.to, rdOf(word))
        : isPlain(word, instruction);
    if (!plain) return "left";
    if (instruction.class !== "load" && instruction.name !== "mfc0") return "plain";
    return isDelaySeen(rtOf(word), pc, pc + 4, wordAt) ? "left" : "plain";
  }
  // Branches of coprocessor 0 may not be allowed.
  if ("cop0Branch" in instruction.encoding) return "left";
  if ((pc & 0xfff) === 0xffc) return "left";
  const slot = wordAt(pc + 4);
  const inSlot = decode(slot);
  if (inSlot === undefined || !isPlain(slot, inSlot)) return "left";
  if (inSlot.class === "load") {
    if (instruction.class === "jump" && instruction.to === "register") return "left";
    for (const next of targets(pc, word))
      if (isDelaySeen(rtOf(slot), pc, next, wordAt)) return "left";
  }
  return "branch";
}

function isPlain(word: number, instruction: Instruction): boolean {
  return (
    instruction.class !== "system" &&
    instruction.class !== "control" &&
    instruction.class !== "branch" &&
    instruction.class !== "jump" &&
    !isMark(word)
  );
}

/**
 * Whether the instruction at `next`, executed behind a load of a register, can tell that the register
 * is written late. A LWL or LWR of the same register cannot, but the one behind it, which still sees
 * what was there before both. Code of another page than that of `pc` is not known.
 */
function isDelaySeen(
  register: number,
  pc: number,
  next: number,
  wordAt: (pc: number) => number,
): boolean {
  if (register === 0) return false;
  if ((next & ~0xfff) !== (pc & ~0xfff)) return true;
  const word = wordAt(next);
  if (registersRead(word) & (1 << register) || replacesLoad(word, register)) return true;
  const instruction = decode(word);
  const merges = instruction?.class === "load" && rtOf(word) === register;
  return merges && isDelaySeen(register, pc, next + 4, wordAt);
}

/** Where a branch or jump to known places can go. */
function targets(pc: number, word: number): number[] {
  const instruction = decode(word)!;
  if (instruction.class === "branch") return [branchTarget(pc, word), pc + 8];
  if (instruction.class === "jump" && instruction.to === "target") return [jumpTarget(pc, word)];
  return [];
}

/** Where blocks begin because of a branch: its targets, and where calls return to. */
function successors(pc: number, word: number): number[] {
  const instruction = decode(word)!;
  const calls = instruction.class === "jump" && instruction.link !== "none";
  return calls ? [...targets(pc, word), pc + 8] : targets(pc, word);
}
