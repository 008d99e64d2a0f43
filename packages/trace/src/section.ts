/**
 * A section of a stored trace: from a reference or a mark to another, exactly.
 *
 * A section begins with the events that bring about the state of the stream there
 * (stream-state.ts). It is [start, stop): a start mark is in it, a stop mark is not, so sections
 * between consecutive marks make up the whole. What references are: slice.ts.
 */
import type { Batch } from "./batch.ts";
import type { TraceInfo, TraceSource } from "./contracts.ts";
import { instructionsOf, kindOf, MARK, RUN, VARIABLE } from "./reference.ts";
import { BatchSlicer } from "./slice.ts";
import { StreamState } from "./stream-state.ts";
import { InputError } from "./trace-error.ts";

/** Where a section begins and ends; what is not given does not limit it. */
export interface SectionBounds {
  /** It begins at the first mark with this code. */
  readonly fromMark?: number | undefined;
  /** It ends at the first mark with this code after its beginning. */
  readonly toMark?: number | undefined;
  /** References to leave out first (after the mark at which it begins). */
  readonly skip?: number | undefined;
  /** References that it has at most. */
  readonly take?: number | undefined;
}

/**
 * The section of a source. Reading it throws InputError when a mark does not occur, or when no
 * reference is left after those that are left out.
 * @throws InputError when a bound is not a whole number in its range.
 */
export function section(source: TraceSource, bounds: SectionBounds): TraceSource {
  checkBound(bounds.fromMark, "start mark", 0, 0xffff_ffff);
  checkBound(bounds.toMark, "stop mark", 0, 0xffff_ffff);
  checkBound(bounds.skip, "number of references to leave out", 0, Number.MAX_SAFE_INTEGER);
  checkBound(bounds.take, "number of references to take", 1, Number.MAX_SAFE_INTEGER);
  const text = Object.entries(bounds).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${value}`],
  );
  const info: TraceInfo = {
    ...source.info,
    provenance: { ...source.info.provenance, section: text.join(", ") },
  };
  return {
    info,
    pages: source.pages,
    get position() {
      return source.position;
    },
    batches: () => sectionBatches(source, bounds),
  };
}

function checkBound(value: number | undefined, what: string, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new InputError(
    `trace: the ${what} is ${value}; a whole number from ${least} to ${most} was expected`,
  );
}

async function* sectionBatches(
  source: TraceSource,
  { fromMark, toMark, skip = 0, take = Number.POSITIVE_INFINITY }: SectionBounds,
): AsyncGenerator<Batch, void, void> {
  const { name } = source.info;
  const state = new StreamState();
  let seeking = fromMark !== undefined;
  let begun = false;
  let toSkip = skip;
  let toTake = take;
  let stopped = false;
  let slicer: BatchSlicer | undefined;
  for await (const batch of source.batches()) {
    let part = batch;
    let searchFrom = 0;
    if (seeking) {
      const mark = findMark(batch, fromMark!, 0);
      state.observe(mark < 0 ? batch : untilRecord(batch, mark));
      if (mark < 0) continue;
      seeking = false;
      part = fromRecord(batch, mark);
      searchFrom = 1;
    }
    if (toMark !== undefined) {
      const mark = findMark(part, toMark, searchFrom);
      stopped = mark >= 0;
      if (stopped) part = untilRecord(part, mark);
    }
    slicer ??= new BatchSlicer(part);
    slicer.begin(part);
    if (toSkip > 0) {
      state.observe(slicer.take(toSkip));
      toSkip -= slicer.references;
    }
    if (!slicer.done && toSkip === 0) {
      const piece = slicer.take(toTake);
      toTake -= slicer.references;
      if (!begun) {
        begun = true;
        const events = state.events(source.pages);
        if (events.records > 0) yield events;
      }
      yield piece;
    }
    if (stopped || toTake === 0) break;
  }
  if (seeking) throw new InputError(`${name}: mark ${fromMark} does not occur`);
  if (toSkip > 0 || (skip > 0 && !begun))
    throw new InputError(
      `${name}: ${skip} references are to be left out, but no more than ${skip - toSkip} come before the ${stopped ? `stop mark ${toMark}` : "end"}`,
    );
  if (toMark !== undefined && !stopped && toTake > 0)
    throw new InputError(`${name}: mark ${toMark} does not occur after the section's beginning`);
}

/** The first record from `from` on that is a mark with this code, or -1. */
function findMark(batch: Batch, code: number, from: number): number {
  const { words, records } = batch;
  for (let record = from; record < records; record++)
    if (kindOf(words[2 * record + 1]) === MARK && words[2 * record] >>> 0 === code) return record;
  return -1;
}

/** The records before `record`, an event, as a view of the batch. */
function untilRecord(batch: Batch, record: number): Batch {
  return { ...batch, records: record, lengthCount: lengthsBefore(batch, record) };
}

/** The records from `record`, an event, on, as a view of the batch. */
function fromRecord(batch: Batch, record: number): Batch {
  const lengths = lengthsBefore(batch, record);
  return {
    words: batch.words.subarray(2 * record),
    records: batch.records - record,
    lengths: batch.lengths.subarray(lengths),
    lengthCount: batch.lengthCount - lengths,
    pages: batch.pages,
  };
}

/** Instruction lengths of the runs before `record`. */
function lengthsBefore(batch: Batch, record: number): number {
  let lengths = 0;
  for (let at = 1; at < 2 * record; at += 2) {
    const meta = batch.words[at];
    if (kindOf(meta) === RUN && (meta & VARIABLE) !== 0) lengths += instructionsOf(meta);
  }
  return lengths;
}
