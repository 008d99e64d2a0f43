/**
 * The references of a batch as batches of one reference each, for stepping.
 */
import {
  type Batch,
  CONTINUATION,
  cyclesMeta,
  dataMeta,
  eventMeta,
  FIXED_LENGTH,
  LOAD,
  newBatch,
  runMeta,
  STORE,
  TAIL,
  visitReferences,
} from "@mcpi/trace";

/** What of a reference lies in one page. */
export interface Part {
  /** Compact address. */
  readonly address: number;
  readonly size: number;
}

/** One reference, or what is none (base cycles, an event). */
export interface Single {
  readonly kind: "fetch" | "load" | "store" | "cycles" | "event";
  /** In address order; none for what is no reference. */
  readonly parts: readonly Part[];
  /** Of an event: its kind and argument. */
  readonly event: number;
  readonly argument: number;
  /** The record (or two) alone. */
  readonly batch: Batch;
}

/**
 * Every reference and event of a batch in order. A data reference that crosses a page comes as two,
 * one for each page, as in the stream.
 */
export function singleReferences(batch: Batch): Single[] {
  const singles: Single[] = [];
  const add = (
    kind: Single["kind"],
    parts: readonly Part[],
    records: readonly (readonly [word: number, meta: number])[],
    lengths: readonly number[] = [],
    event = 0,
    argument = 0,
  ) => {
    const single = newBatch(batch.pages, records.length, lengths.length);
    single.words.set(records.flat());
    single.records = records.length;
    single.lengths.set(lengths);
    single.lengthCount = lengths.length;
    singles.push({ kind, parts, event, argument, batch: single });
  };
  const data = (kind: number) => (address: number, size: number, continued: boolean) => {
    const meta = dataMeta(kind, size, 0) | (continued ? CONTINUATION : 0);
    add(kind === LOAD ? "load" : "store", [{ address, size }], [[address, meta]]);
  };
  visitReferences(batch, {
    fetch(address, size, tail, tailAddress) {
      const variable = size !== FIXED_LENGTH;
      const run = [address, runMeta(1, size - tail, variable)] as const;
      const lengths = variable ? [size] : [];
      const part = { address, size: size - tail };
      if (tail === 0) add("fetch", [part], [run], lengths);
      else
        add(
          "fetch",
          [part, { address: tailAddress, size: tail }],
          [run, [tailAddress, dataMeta(TAIL, tail, 0)]],
          lengths,
        );
    },
    load: data(LOAD),
    store: data(STORE),
    cycles: (extra) => add("cycles", [], [[extra, cyclesMeta(0)]]),
    event: (kind, argument, detail) =>
      add("event", [], [[argument, eventMeta(kind, detail)]], [], kind, argument),
  });
  return singles;
}
