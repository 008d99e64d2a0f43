/**
 * A machine description: the memory system of a machine as data.
 *
 * The zod schema below is the only place where descriptions are checked; behind it they are plain
 * frozen records, and the simulator knows no machine by name. The counting rules that the fields
 * choose between are stated in docs/counting.md; the JSON Schema file generated from this one is
 * `packages/memsim/machine.schema.json`.
 */
import { InputError } from "@mcpi/trace";
import { z } from "zod";

const powerOfTwo = (least: number, most: number) =>
  z
    .int()
    .min(least)
    .max(most)
    .refine((n) => Number.isInteger(Math.log2(n)), { error: "must be a power of two" });

const ways = z.union([
  z
    .int()
    .min(1)
    .max(1 << 20),
  z.literal("full"),
]);
const cycles = z.int().min(0).max(1_000_000);
const seed = z.int().min(1).max(0xffff_ffff);

const Write = z
  .strictObject({
    hit: z.enum(["through", "back"]).meta({ description: "write-through or write-back" }),
    miss: z.enum(["fetch-on-write", "write-validate", "write-around"]),
    partial: z
      .enum(["leave", "fetch"])
      .optional()
      .meta({ description: "write-validate: a store miss that does not cover its line" }),
  })
  .meta({ id: "Write", description: "Store policy (docs/counting.md, section 2)" });

const Cache = z
  .strictObject({
    size: powerOfTwo(16, 1 << 30).meta({ description: "capacity, bytes" }),
    line: powerOfTwo(4, 4096).meta({ description: "bytes of a line: one tag" }),
    fetch: powerOfTwo(4, 4096)
      .optional()
      .meta({ description: "bytes that a read miss reads, at least line (default: line)" }),
    ways: ways.meta({ description: "lines a set, or full" }),
    replacement: z.enum(["lru", "fifo", "random", "plru"]).default("lru"),
    seed: seed.optional().meta({ description: "of random replacement (default 1)" }),
    index: z.enum(["physical", "virtual"]).default("physical"),
    write: Write.optional().meta({ description: "data, unified and second-level caches" }),
    missCycles: cycles.meta({
      description: "stall of a read miss; for the second level, on top of the first's",
    }),
    busyCycles: cycles
      .optional()
      .meta({ description: "cycles that the read holds memory (default: the stall)" }),
  })
  .meta({ id: "Cache" });

const WriteBuffer = z
  .strictObject({
    entries: z.int().min(1).max(1024),
    width: powerOfTwo(1, 64).meta({ description: "bytes of an entry" }),
    pageBytes: powerOfTwo(16, 1 << 20).meta({ description: "page-mode page, bytes" }),
    pageCycles: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "a write in the page of the write before" }),
    cycles: z.int().min(1).max(10_000).meta({ description: "any other write" }),
    readClosesPage: z.boolean().default(false),
    readPriority: z.boolean().default(true),
    writeBackCycles: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: "a dirty line (default: cycles)" }),
  })
  .meta({ id: "WriteBuffer", description: "docs/counting.md, section 5" });

const RefillTemplate = z
  .strictObject({
    instructions: z.int().min(1).max(1000),
    address: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .meta({ description: "of its first instruction, unmapped and cached" }),
    table: z.int().min(0).max(0xffff_ffff).meta({ description: "of the page table it loads from" }),
    mapped: z.boolean().meta({ description: "whether the table is itself mapped" }),
  })
  .meta({
    id: "RefillTemplate",
    description: "Stands for a software refill handler in traces without one",
  });

const Tlb = z
  .strictObject({
    entries: z
      .int()
      .min(1)
      .max(1 << 16),
    ways: ways.default("full"),
    replacement: z.enum(["lru", "fifo", "random", "plru"]),
    wired: z
      .int()
      .min(0)
      .max(1 << 16)
      .default(0)
      .meta({ description: "entries that replacement never uses" }),
    seed: seed.optional(),
    spaceTags: z.boolean(),
    refill: z.enum(["software", "hardware"]),
    missCycles: cycles.optional().meta({ description: "hardware refill: stall of a miss" }),
    user: RefillTemplate.optional(),
    kernel: RefillTemplate.optional(),
  })
  .meta({ id: "Tlb", description: "docs/counting.md, section 7" });

const Mapping = z
  .strictObject({
    kind: z.enum(["recorded", "identity", "chen-bershad", "frames"]),
    policy: z
      .enum(["random", "first-free", "bin-hopping", "colouring"])
      .optional()
      .meta({ description: "of frames" }),
    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .optional()
      .meta({ description: "of the space hash, or of random frames" }),
  })
  .meta({ id: "Mapping", description: "docs/counting.md, section 8" });

const Source = z
  .strictObject({
    key: z.string().meta({ description: "path of the value, as caches.data.line" }),
    status: z.enum(["sourced", "assumed"]),
    source: z.string().meta({ description: "paper and section, manual and page; why, if assumed" }),
    alternatives: z
      .array(z.json())
      .optional()
      .meta({ description: "other values for mcpi sensitivity" }),
  })
  .meta({ id: "Source" });

/** The zod schema of a machine description. Parse with `parseMachine`, which also checks combinations. */
export const MachineSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1),
    title: z.string().min(1),
    clockMHz: z.number().positive(),
    time: z
      .enum(["instructions", "base"])
      .meta({ description: "one cycle an instruction, or its base cycles" }),
    caches: z.strictObject({
      instruction: Cache.optional(),
      data: Cache.optional(),
      unified: Cache.optional(),
      second: Cache.optional(),
    }),
    writeBuffer: WriteBuffer.optional(),
    uncached: z.strictObject({ loadCycles: cycles, fetchCycles: cycles }),
    tlb: z
      .strictObject({ unified: Tlb.optional(), instruction: Tlb.optional(), data: Tlb.optional() })
      .optional(),
    mapping: Mapping,
    sources: z.array(Source),
  })
  .meta({ title: "mcpi machine description", id: "Machine" });

/** A checked machine description. */
export type Machine = z.output<typeof MachineSchema>;
export type CacheDescription = z.output<typeof Cache>;
export type WriteBufferDescription = z.output<typeof WriteBuffer>;
export type TlbDescription = z.output<typeof Tlb>;
export type MappingDescription = z.output<typeof Mapping>;
export type SourceNote = z.output<typeof Source>;

/**
 * Checks a machine description and returns it frozen, defaults filled in.
 * @param name what errors call it: a preset's name or a file's.
 * @throws InputError that names the key and the reason.
 */
export function parseMachine(value: unknown, name: string): Machine {
  const parsed = MachineSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue.path.join(".") || "description";
    const keys = issue.code === "unrecognized_keys" ? `: ${issue.keys.join(", ")}` : "";
    throw new InputError(`machine ${name}: ${path}: ${issue.message}${keys}`);
  }
  const fault = findFault(parsed.data);
  if (fault !== undefined) throw new InputError(`machine ${name}: ${fault}`);
  return deepFreeze(parsed.data);
}

/** Lines a set; `full` is all of them. */
export function waysOf(cache: CacheDescription): number {
  return cache.ways === "full" ? cache.size / cache.line : cache.ways;
}

/** Bytes that a read miss of the cache reads. */
export function fetchOf(cache: CacheDescription): number {
  return cache.fetch ?? cache.line;
}

/** Pages in one way of the largest physically or virtually indexed cache: at least 1. */
export function coloursOf(machine: Machine): number {
  let colours = 1;
  for (const cache of Object.values(machine.caches))
    if (cache !== undefined) colours = Math.max(colours, cache.size / waysOf(cache) / 4096);
  return colours;
}

/** What is wrong with the combination of values, if anything, beginning with the key. */
function findFault(machine: Machine): string | undefined {
  const { caches, tlb, writeBuffer, mapping } = machine;
  if (caches.unified) {
    if (caches.instruction || caches.data)
      return "caches.unified: cannot stand beside caches.instruction or caches.data";
  } else if (!caches.instruction || !caches.data)
    return "caches: needs unified, or both instruction and data";
  for (const [key, cache] of Object.entries(caches)) {
    if (cache === undefined) continue;
    const fault = cacheFault(key, cache);
    if (fault !== undefined) return `caches.${fault}`;
  }
  const first = caches.unified ?? caches.data!;
  if (writeBuffer && writeBuffer.width > first.line)
    return `writeBuffer.width: ${writeBuffer.width} is more than the ${first.line}-byte line`;
  if (writeBuffer && writeBuffer.pageBytes < writeBuffer.width)
    return "writeBuffer.pageBytes: is less than writeBuffer.width";
  if (tlb) {
    if (tlb.unified ? tlb.instruction || tlb.data : !tlb.instruction || !tlb.data)
      return "tlb: needs either unified, or both instruction and data";
    for (const [key, one] of Object.entries(tlb)) {
      if (one === undefined) continue;
      const fault = tlbFault(key, one);
      if (fault !== undefined) return `tlb.${fault}`;
    }
  }
  if ((mapping.kind === "frames") !== (mapping.policy !== undefined))
    return "mapping.policy: goes with mapping.kind frames, and only with it";
  return undefined;
}

function cacheFault(key: string, cache: CacheDescription): string | undefined {
  const lines = cache.size / cache.line;
  const ways = waysOf(cache);
  if (cache.line > cache.size) return `${key}.line: ${cache.line} is more than the size`;
  if (!Number.isInteger(Math.log2(lines / ways)))
    return `${key}.ways: ${ways} ways of ${cache.line}-byte lines do not divide ${cache.size} bytes into a power of two of sets`;
  if (fetchOf(cache) < cache.line) return `${key}.fetch: is less than the line (${cache.line})`;
  if (fetchOf(cache) > cache.size) return `${key}.fetch: is more than the size (${cache.size})`;
  if (cache.replacement === "plru") {
    if (!Number.isInteger(Math.log2(ways)))
      return `${key}.replacement: plru needs a power of two of ways, not ${ways}`;
    if (ways > 32) return `${key}.replacement: plru goes to 32 ways, not ${ways}`;
  }
  if (cache.seed !== undefined && cache.replacement !== "random")
    return `${key}.seed: goes with random replacement only`;
  if (key === "instruction") {
    if (cache.write) return `${key}.write: an instruction cache has no stores`;
  } else if (!cache.write) return `${key}.write: is missing`;
  if (key === "second" && cache.index === "virtual")
    return `${key}.index: the second level is physical`;
  if ((cache.write?.partial !== undefined) !== (cache.write?.miss === "write-validate"))
    return `${key}.write.partial: goes with write-validate, and only with it`;
  return undefined;
}

function tlbFault(key: string, tlb: TlbDescription): string | undefined {
  const ways = tlb.ways === "full" ? tlb.entries : tlb.ways;
  if (!Number.isInteger(Math.log2(tlb.entries / ways)))
    return `${key}.ways: ${ways} ways do not divide ${tlb.entries} entries into a power of two of sets`;
  if (tlb.replacement === "plru" && (!Number.isInteger(Math.log2(ways)) || ways > 32))
    return `${key}.replacement: plru needs a power of two of ways up to 32, not ${ways}`;
  if (tlb.wired > 0 && (ways !== tlb.entries || tlb.replacement !== "random"))
    return `${key}.wired: goes with a fully associative TLB with random replacement`;
  if (tlb.wired >= tlb.entries) return `${key}.wired: leaves no entry of ${tlb.entries}`;
  if (tlb.seed !== undefined && tlb.replacement !== "random")
    return `${key}.seed: goes with random replacement only`;
  if ((tlb.missCycles !== undefined) !== (tlb.refill === "hardware"))
    return `${key}.missCycles: goes with hardware refill, and only with it`;
  if (tlb.refill === "hardware" && (tlb.user || tlb.kernel))
    return `${key}.user: refill templates go with software refill`;
  return undefined;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
