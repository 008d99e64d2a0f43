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
  FIELD_MASK,
  FIRST_EVENT,
  FIXED_LENGTH,
  FLUSH_PAGE,
  INDEX_SHIFT,
  INVALIDATE,
  indexOf,
  instructionsOf,
  KIND_MASK,
  KIND_NAMES,
  kindOf,
  LAST_KIND,
  LOAD,
  MAP,
  PAGE_MASK,
  PAGE_SIZE,
  RUN,
  SIZE_SHIFT,
  STORE,
  sizeOf,
  TAIL,
  TLB_FLUSH,
  TLB_WRITE,
  VARIABLE,
} from "../reference.ts";

/** Bits that the meta word of each kind may have; none where there is no such kind. */
const KNOWN_BITS: Int32Array = knownBits();

function knownBits(): Int32Array {
  const index = FIELD_MASK << INDEX_SHIFT;
  const size = FIELD_MASK << SIZE_SHIFT;
  const bits = new Int32Array(KIND_MASK + 1);
  for (let kind = FIRST_EVENT; kind <= LAST_KIND; kind++) bits[kind] = KIND_MASK | size;
  bits[RUN] = KIND_MASK | size | index | VARIABLE;
  bits[LOAD] = bits[STORE] = KIND_MASK | size | index | CONTINUATION;
  bits[TAIL] = KIND_MASK | size | index;
  bits[CYCLES] = KIND_MASK | index;
  return bits;
}

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
  const hasRun = kindOf(head) === RUN;
  const end = first + size;
  for (let i = first; i < end; i++)
    if ((metas[i] & ~KNOWN_BITS[kindOf(metas[i])]) !== 0) return strayBits(metas[i]);
  if (!hasRun && size !== 1) return `${nameOf(head)} begins a group of ${size} records`;
  const fault = hasRun ? runFault(address, head, lengths, firstLength) : undefined;
  if (fault !== undefined) return fault;
  const last = hasRun ? instructionsOf(head) - 1 : 0;
  let tail = hasRun ? tailOf(head, lengths, firstLength) : 0;
  let index = 0;
  for (let i = hasRun || kindOf(head) >= FIRST_EVENT ? first + 1 : first; i < end; i++) {
    const meta = metas[i];
    const kind = kindOf(meta);
    if (kind === RUN || kind >= FIRST_EVENT) return `${nameOf(meta)} is inside a group`;
    if (indexOf(meta) < index || indexOf(meta) > last)
      return `${nameOf(meta)} has instruction index ${indexOf(meta)}; ${index} to ${last} was expected`;
    index = indexOf(meta);
    if (kind === TAIL) {
      if (tail === 0 || sizeOf(meta) !== tail || index !== last)
        return `a tail has ${sizeOf(meta)} bytes at instruction ${index}; ${tail} at ${last} was expected`;
      tail = 0;
    } else if (tail > 0 && index === last)
      return `${nameOf(meta)} of the last instruction comes before its tail`;
  }
  return tail > 0 ? "a run that continues in the next page has no tail" : undefined;
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

function strayBits(meta: number): string {
  const known = KNOWN_BITS[kindOf(meta)];
  if (known === 0) return `record kind ${kindOf(meta)} is unknown`;
  return `${nameOf(meta)} has unknown bits 0x${((meta & ~known) >>> 0).toString(16)} in its meta word`;
}

function nameOf(meta: number): string {
  return `a record of kind ${KIND_NAMES[kindOf(meta)] ?? kindOf(meta)}`;
}
