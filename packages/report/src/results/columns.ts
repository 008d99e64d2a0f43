/**
 * The columns of a result, once, as data: name, unit, definition, and how each is computed. CSV,
 * JSON and the table in docs/results.md are made from this list. Columns are only ever added.
 */
import { stallCycles } from "@mcpi/memsim";
import { type Column, count, rounded, simulated } from "./column.ts";
import { LEVEL_COLUMNS } from "./level-columns.ts";
import { mcpi, mcpiOf, ownMcpiOf } from "./row.ts";

const identity: Column[] = [
  {
    name: "trace",
    unit: "text",
    definition: "the trace, or the image of a running machine, as it was named on the command line",
    value: (row) => row.trace,
  },
  {
    name: "machine",
    unit: "text",
    definition: "the machine description's name",
    value: (row) => row.machine,
  },
  {
    name: "by",
    unit: "text",
    definition:
      "what the row is of: `total` (everything), or a part by `mode`, `space`, `refill`, `component` or `function`",
    value: (row) => row.by,
  },
  {
    name: "who",
    unit: "text",
    definition:
      "which part: `total`; `user` or `kernel`; a space's id; `refill` (within TLB refill) or `other`; a component's or function's name",
    value: (row) => row.who,
  },
];

const references: Column[] = [
  count(
    "references",
    "references",
    "fetches, loads and stores: `instructions + loads + stores`",
    (c) => c.instructions + c.loads + c.stores,
  ),
  count(
    "instructions",
    "instructions",
    "instructions retired, cached or not, idling left out",
    (c) => c.instructions,
  ),
  count("loads", "references", "data reads, cached or not", (c) => c.loads),
  count("stores", "references", "data writes, cached or not", (c) => c.stores),
  count(
    "uncached_fetches",
    "references",
    "instructions fetched from uncached pages",
    (c) => c.uncachedFetches,
    simulated,
  ),
  count(
    "uncached_loads",
    "references",
    "loads from uncached pages",
    (c) => c.uncachedLoads,
    simulated,
  ),
  count(
    "uncached_stores",
    "references",
    "stores to uncached pages",
    (c) => c.uncachedStores,
    simulated,
  ),
  {
    name: "cycles",
    unit: "cycles",
    definition:
      "`instructions + stall_cycles`, and `extra_cycles` if the machine's `time` is `base`; idling left out",
    value: ({ counts, known, time }) =>
      known.simulated
        ? counts.instructions +
          (time === "base" ? counts.extraCycles : 0) +
          stallCycles(counts.stalls)
        : undefined,
  },
  count(
    "extra_cycles",
    "cycles",
    "base cycles beyond one an instruction, as the trace has them, whatever the machine's `time`",
    (c) => c.extraCycles,
    simulated,
  ),
  {
    name: "idle_cycles",
    unit: "cycles",
    definition: "cycles that passed in idling; only in rows by `total`",
    value: (row) => row.idleCycles,
  },
];

const rest: Column[] = [
  count(
    "tlb_fetch_misses",
    "misses",
    "TLB misses of fetches; 0 without a TLB",
    (c) => c.tlbFetchMisses,
    simulated,
  ),
  count(
    "tlb_data_misses",
    "misses",
    "TLB misses of loads and stores; 0 without a TLB",
    (c) => c.tlbDataMisses,
    simulated,
  ),
  count("writes", "entries", "entries that the write buffer took", (c) => c.writes, simulated),
];

/** The causes of stalls: column, key in the counts, definition. */
export const CAUSES = [
  ["icache", "icache", "fetch misses"],
  ["dcache", "dcache", "load misses, and store misses that fetch"],
  ["write_buffer", "writeBuffer", "waits for the write buffer, whoever waits"],
  ["uncached", "uncached", "uncached loads and fetches"],
  ["tlb", "tlb", "TLB misses that hardware refills"],
] as const;

const stalls: Column[] = [
  ...CAUSES.map(([name, key, words]) =>
    count(`stall_${name}`, "cycles", `stall cycles of ${words}`, (c) => c.stalls[key]),
  ),
  count("stall_cycles", "cycles", "all stall cycles: the sum of the five above", (c) =>
    stallCycles(c.stalls),
  ),
  ...CAUSES.map(
    ([name, key]): Column => ({
      name: `mcpi_${name}`,
      unit: "cycles/instruction",
      definition: `\`stall_${name}\` by the instructions of the whole (of the row by \`total\`)`,
      value: (row) => rounded(mcpi(row.counts.stalls[key], row.whole)),
    }),
  ),
  {
    name: "mcpi",
    unit: "cycles/instruction",
    definition:
      "memory cycles per instruction: `stall_cycles` by the instructions of the whole, so that the parts of a whole add up to its MCPI (as Chen and Bershad's Table 4-1)",
    value: (row) => rounded(mcpiOf(row)),
  },
  {
    name: "mcpi_own",
    unit: "cycles/instruction",
    definition:
      "`stall_cycles` by the row's own `instructions`: what an instruction of this part costs (as their Table 2-4)",
    value: (row) => rounded(ownMcpiOf(row)),
  },
];

const provenance: Column[] = [
  {
    name: "window",
    unit: "text",
    definition:
      "what of the trace was counted (what came before was simulated to warm the caches); empty: all",
    value: (row) => row.provenance.window,
  },
  {
    name: "approximate",
    unit: "text",
    definition: "what makes the counts approximate; empty: they are exact",
    value: (row) => row.provenance.approximate,
  },
  {
    name: "trace_sha256",
    unit: "text",
    definition:
      "SHA-256 of the trace file's bytes, of a running machine its image's; empty if it came through a pipe",
    value: (row) => row.provenance.traceHash,
  },
  {
    name: "machine_sha256",
    unit: "text",
    definition:
      "SHA-256 of the machine description as canonical JSON (keys sorted, defaults filled in, no spaces)",
    value: (row) => row.provenance.machineHash,
  },
  {
    name: "version",
    unit: "text",
    definition: "version of mcpi",
    value: (row) => row.provenance.version,
  },
];

/** All columns of a result, in their order. */
export const COLUMNS: readonly Column[] = [
  ...identity,
  ...references,
  ...LEVEL_COLUMNS,
  ...rest,
  ...stalls,
  ...provenance,
];
