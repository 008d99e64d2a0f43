/**
 * The zod schema of a machine description: every key, its unit, its range and its default.
 *
 * `machine.schema.json`, the table of keys in docs/machines.md and the messages of `parseMachine`
 * are made from it. Combinations of values are checked in machine.ts.
 */
import { z } from "zod";

/** 2^0 to 2^30, in JSON Schema a list of values: other numbers are refused there too. */
const powers = Array.from({ length: 31 }, (_, n) => 2 ** n);

const powerOfTwo = (least: number, most: number) =>
  z
    .int()
    .min(least)
    .max(most)
    .refine((n) => powers.includes(n), { error: "must be a power of two" })
    .meta({ enum: powers.filter((n) => n >= least && n <= most) });

const ways = z.union([
  z
    .int()
    .min(1)
    .max(1 << 20),
  z.literal("full"),
]);
const cycles = z.int().min(0).max(1_000_000);
const writeCycles = z.int().min(1).max(10_000);
const seed = z.int().min(1).max(0xffff_ffff);
const address = z.int().min(0).max(0xffff_ffff);
const replacement = z.enum(["lru", "fifo", "random", "plru"]);

const Write = z
  .strictObject({
    hit: z.enum(["through", "back"]).meta({ description: "write-through or write-back" }),
    miss: z
      .enum(["fetch-on-write", "write-validate", "write-around"])
      .meta({ description: "what a store that misses does" }),
    partial: z
      .enum(["leave", "fetch"])
      .optional()
      .meta({ description: "write-validate: a store miss that does not cover its line" }),
  })
  .meta({ id: "Write", description: "store policy (docs/counting.md, section 2)" });

const Cache = z
  .strictObject({
    size: powerOfTwo(16, 1 << 30).meta({ description: "capacity, bytes" }),
    line: powerOfTwo(4, 4096).meta({ description: "bytes of a line: one tag" }),
    fetch: powerOfTwo(4, 4096)
      .optional()
      .meta({ description: "bytes that a read miss reads, at least line (default: line)" }),
    ways: ways.meta({ description: "lines a set; full is one set of all lines" }),
    replacement: replacement
      .default("lru")
      .meta({ description: "which line of a full set gives way" }),
    seed: seed.optional().meta({ description: "of random replacement (default: 1)" }),
    index: z
      .enum(["physical", "virtual"])
      .default("physical")
      .meta({ description: "address that chooses the set" }),
    write: Write.optional().meta({
      description: "store policy; all but instruction caches have one",
    }),
    missCycles: cycles.meta({
      description: "stall of a read miss; for the second level, on top of the first's",
    }),
    busyCycles: cycles.optional().meta({
      description: "cycles that the read holds memory, as missCycles (default: missCycles)",
    }),
  })
  .meta({ id: "Cache" });

const WriteBuffer = z
  .strictObject({
    entries: z.int().min(1).max(1024).meta({ description: "slots" }),
    width: powerOfTwo(1, 64).meta({ description: "bytes of an entry" }),
    pageBytes: powerOfTwo(16, 4096).meta({ description: "page-mode page, bytes" }),
    pageCycles: writeCycles.meta({
      description: "cycles of a write in the page of the write before",
    }),
    cycles: writeCycles.meta({ description: "cycles of any other write" }),
    readClosesPage: z
      .boolean()
      .default(false)
      .meta({ description: "whether the first write after a read takes cycles" }),
    readPriority: z
      .boolean()
      .default(true)
      .meta({ description: "whether read misses pass writes that have not started" }),
    writeBackCycles: writeCycles
      .optional()
      .meta({ description: "cycles of writing back a dirty line (default: cycles)" }),
  })
  .meta({ id: "WriteBuffer", description: "docs/counting.md, section 5" });

const RefillTemplate = z
  .strictObject({
    instructions: z.int().min(1).max(1000).meta({ description: "of the handler" }),
    address: address.meta({ description: "of its first instruction, unmapped and cached" }),
    table: address.meta({ description: "of the page table it loads from" }),
    mapped: z.boolean().meta({ description: "whether the table is itself mapped" }),
  })
  .meta({
    id: "RefillTemplate",
    description: "stands for a software refill handler in traces without one",
  });

const Tlb = z
  .strictObject({
    entries: z
      .int()
      .min(1)
      .max(1 << 16)
      .meta({ description: "pages that it maps" }),
    ways: ways.default("full").meta({ description: "entries a set; full is one set of all" }),
    replacement: replacement.meta({ description: "which entry of a full set gives way" }),
    wired: z
      .int()
      .min(0)
      .max(1 << 16)
      .default(0)
      .meta({ description: "entries that replacement never uses" }),
    seed: seed.optional().meta({ description: "of random replacement (default: 1)" }),
    spaceTags: z
      .boolean()
      .meta({ description: "whether entries carry their space; if not, a switch flushes" }),
    refill: z.enum(["software", "hardware"]).meta({ description: "who refills it" }),
    missCycles: cycles.optional().meta({ description: "hardware refill: stall of a miss" }),
    user: RefillTemplate.optional().meta({
      description: "software refill: handler of user pages",
    }),
    kernel: RefillTemplate.optional().meta({
      description: "software refill: handler of mapped kernel pages",
    }),
  })
  .meta({ id: "Tlb", description: "docs/counting.md, section 7" });

const Mapping = z
  .strictObject({
    kind: z
      .enum(["recorded", "identity", "chen-bershad", "frames"])
      .meta({ description: "how pages come by their frames" }),
    policy: z
      .enum(["random", "first-free", "bin-hopping", "colouring"])
      .optional()
      .meta({ description: "kind frames: which frame is taken" }),
    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .optional()
      .meta({ description: "of chen-bershad's space hash, or of random frames (default: 0)" }),
  })
  .meta({ id: "Mapping", description: "docs/counting.md, section 8" });

const Source = z
  .strictObject({
    key: z.string().meta({ description: "path of the value, as caches.data.line" }),
    status: z.enum(["sourced", "assumed"]).meta({ description: "how well the value is known" }),
    source: z.string().meta({ description: "paper and section, manual and page; why, if assumed" }),
    alternatives: z
      .array(z.json())
      .optional()
      .meta({ description: "other values, for mcpi sensitivity; null removes the key" }),
  })
  .meta({ id: "Source" });

/** The schema of a machine description, as the JSON file has it. Parse with `parseMachine`. */
export const MachineSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: "for editors: where the JSON Schema is" }),
    name: z.string().min(1).meta({ description: "short name, in results" }),
    title: z.string().min(1).meta({ description: "what the machine is, in a line" }),
    clockMHz: z.number().positive().meta({ description: "cycles a microsecond" }),
    time: z
      .enum(["instructions", "base"])
      .meta({ description: "one cycle an instruction, or its base cycles" }),
    caches: z
      .strictObject({
        instruction: Cache.optional().meta({ description: "first level, fetches" }),
        data: Cache.optional().meta({ description: "first level, loads and stores" }),
        unified: Cache.optional().meta({ description: "first level, in place of those two" }),
        second: Cache.optional().meta({ description: "second level" }),
      })
      .meta({ description: "unified, or instruction and data; with or without second" }),
    writeBuffer: WriteBuffer.optional().meta({
      description: "between caches and memory; without one, writes cost nothing",
    }),
    uncached: z
      .strictObject({
        loadCycles: cycles.meta({ description: "stall of an uncached load" }),
        fetchCycles: cycles.meta({ description: "stall of an uncached fetch" }),
      })
      .meta({ description: "references to uncached pages" }),
    tlb: z
      .strictObject({
        unified: Tlb.optional().meta({ description: "for all references" }),
        instruction: Tlb.optional().meta({ description: "for fetches" }),
        data: Tlb.optional().meta({ description: "for loads and stores" }),
      })
      .optional()
      .meta({ description: "unified, or instruction and data; without one, nothing is looked up" }),
    mapping: Mapping.meta({ description: "which physical page a page is" }),
    sources: z.array(Source).meta({ description: "where the values come from" }),
  })
  .meta({ title: "mcpi machine description", id: "Machine" });

/** A checked machine description. */
export type Machine = z.output<typeof MachineSchema>;
/** A machine description as it is written: defaults may be left out. */
export type MachineInput = z.input<typeof MachineSchema>;
export type CacheDescription = z.output<typeof Cache>;
export type WriteBufferDescription = z.output<typeof WriteBuffer>;
export type TlbDescription = z.output<typeof Tlb>;
export type RefillTemplateDescription = z.output<typeof RefillTemplate>;
export type MappingDescription = z.output<typeof Mapping>;
export type SourceNote = z.output<typeof Source>;
