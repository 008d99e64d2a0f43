/**
 * Groups: a run with the TAIL, LOAD, STORE and CYCLES records that belong to it, or a single record
 * that belongs to no run (an event; data at the start of a batch or after an event).
 *
 * These are also the rules that a group obeys (reference.ts); the writer refuses to write, and the
 * reader to read, one that does not.
 */
import {
  bytesOf,
  CONTINUATION,
  CYCLES,
  detailOf,
  FIRST_EVENT,
  FIXED_LENGTH,
  FLUSH_PAGE,
  INVALIDATE,
  indexOf,
  instructionsOf,
  KIND_NAMES,
  kindOf,
  LAST_KIND,
  LOAD,
  MAP,
  PAGE_MASK,
  PAGE_SIZE,
  RUN,
  STORE,
  sizeOf,
  TAIL,
  TLB_FLUSH,
  TLB_WRITE,
  VARIABLE,
} from "../reference.ts";

const RUN_BITS = 0x9fffffff;
const DATA_BITS = 0x3fffffff;
const EVENT_BITS = 0x1ffff;
const TAIL_BITS = DATA_BITS & ~CONTINUATION;

/** Records of the group that begins at record `first` of `records`. */
export function groupSize(words: Int32Array, first: number, records: number): number {
  if (kindOf(words[2 * first + 1]) !== RUN) return 1;
  let end = first + 1;
  for (; end < records; end++) {
    const kind = kindOf(words[2 * end + 1]);
    if (kind === RUN || kind >= FIRST_EVENT) break;
  }
  return end - first;
}

/** Instruction lengths that a group with the head `head` (its first meta word) has in the batch. */
export function lengthsOf(head: number): number {
  return kindOf(head) === RUN && (head & VARIABLE) !== 0 ? instructionsOf(head) : 0;
}

/** Whether word 0 of a record with this meta word is a compact address. */
export function hasAddress(meta: number): boolean {
  const kind = kindOf(meta);
  return (
    (kind < FIRST_EVENT && kind !== CYCLES) ||
    kind === MAP ||
    kind === TLB_WRITE ||
    kind === INVALIDATE ||
    (kind === TLB_FLUSH && detailOf(meta) === FLUSH_PAGE)
  );
}

/** Bytes that a record with this meta word has in the page that its word 0 names; 1 for events. */
export function extentOf(meta: number): number {
  const kind = kindOf(meta);
  if (kind === RUN) return bytesOf(meta);
  return kind < FIRST_EVENT ? sizeOf(meta) : 1;
}

/**
 * What is wrong with a group, or undefined.
 * @param address word 0 of the run, 0 if the group has none
 * @param metas its `size` meta words are those from `first` on
 * @param lengths its instruction lengths, if it has any, are those from `firstLength` on
 */
export function groupFault(
  address: number,
  metas: Int32Array,
  first: number,
  size: number,
  lengths: Uint8Array,
  firstLength: number,
): string | undefined {
  const head = metas[first];
  if (kindOf(head) === RUN) {
    const fault = runFault(address, head, lengths, firstLength);
    if (fault !== undefined) return fault;
  } else if (size !== 1) return `${nameOf(head)} begins a group of ${size} records`;
  const instructions = kindOf(head) === RUN ? instructionsOf(head) : 1;
  const tail = kindOf(head) === RUN ? tailOf(head, lengths, firstLength) : 0;
  let index = 0;
  let tails = 0;
  for (let i = first; i < first + size; i++) {
    const meta = metas[i];
    const fault = strayBits(meta);
    if (fault !== undefined) return fault;
    const kind = kindOf(meta);
    if (kind === RUN || kind >= FIRST_EVENT) {
      if (i > first) return `${nameOf(meta)} is inside a group`;
      continue;
    }
    if (indexOf(meta) < index || indexOf(meta) >= instructions)
      return `${nameOf(meta)} has instruction index ${indexOf(meta)}; ${index} to ${instructions - 1} was expected`;
    if (kind === TAIL) {
      if (tail === 0 || tails > 0 || sizeOf(meta) !== tail || indexOf(meta) !== instructions - 1)
        return `a tail has ${sizeOf(meta)} bytes at instruction ${indexOf(meta)}; ${tail} at ${instructions - 1} was expected`;
      tails++;
    } else if (tail > 0 && tails === 0 && indexOf(meta) === instructions - 1)
      return `${nameOf(meta)} of the last instruction comes before its tail`;
    index = indexOf(meta);
  }
  return tail > 0 && tails === 0 ? "a run that continues in the next page has no tail" : undefined;
}

/** What is wrong with a run by itself. */
function runFault(
  address: number,
  head: number,
  lengths: Uint8Array,
  firstLength: number,
): string | undefined {
  const instructions = instructionsOf(head);
  const bytes = bytesOf(head);
  const end = (address & PAGE_MASK) + bytes;
  if (end > PAGE_SIZE) return `a run of ${bytes} bytes crosses the end of its page`;
  let last = FIXED_LENGTH;
  if ((head & VARIABLE) !== 0)
    for (let i = firstLength; i < firstLength + instructions; i++) {
      last = lengths[i];
      if (last === 0) return "an instruction has 0 bytes";
    }
  const tail = tailOf(head, lengths, firstLength);
  if (tail < 0 || tail >= last || (tail > 0 && end !== PAGE_SIZE))
    return `a run at offset ${address & PAGE_MASK} of its page has ${bytes} bytes there, its instructions ${bytes + tail}`;
  return undefined;
}

/** Bytes of a run's instructions that lie outside its page. */
function tailOf(head: number, lengths: Uint8Array, firstLength: number): number {
  const instructions = instructionsOf(head);
  if ((head & VARIABLE) === 0) return instructions * FIXED_LENGTH - bytesOf(head);
  let sum = 0;
  for (let i = firstLength; i < firstLength + instructions; i++) sum += lengths[i];
  return sum - bytesOf(head);
}

function strayBits(meta: number): string | undefined {
  const kind = kindOf(meta);
  if (kind > LAST_KIND || KIND_NAMES[kind] === "") return `record kind ${kind} is unknown`;
  let bits = EVENT_BITS;
  if (kind === RUN) bits = RUN_BITS;
  else if (kind === LOAD || kind === STORE) bits = DATA_BITS;
  else if (kind === TAIL) bits = TAIL_BITS;
  else if (kind === CYCLES) bits = TAIL_BITS & ~(PAGE_MASK << 5);
  const stray = meta & ~bits;
  return stray === 0
    ? undefined
    : `${nameOf(meta)} has unknown bits 0x${(stray >>> 0).toString(16)} in its meta word`;
}

function nameOf(meta: number): string {
  return `a record of kind ${KIND_NAMES[kindOf(meta)] ?? kindOf(meta)}`;
}
