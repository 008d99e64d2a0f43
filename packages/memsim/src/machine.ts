/**
 * A machine description: the memory system of a machine as data, checked.
 *
 * Single values are checked by the schema (machine-schema.ts), combinations of values here; behind
 * `parseMachine` descriptions are plain frozen records, and the simulator knows no machine by name.
 * The counting rules that the fields choose between are stated in docs/counting.md.
 */
import { InputError } from "@mcpi/trace";
import { describeIssue } from "./machine-keys.ts";
import {
  type CacheDescription,
  type Machine,
  MachineSchema,
  type TlbDescription,
} from "./machine-schema.ts";

export * from "./machine-schema.ts";

/**
 * Checks a machine description and returns it frozen, defaults filled in.
 * @param name what errors call it: a preset's name or a file's.
 * @throws InputError that names the key, what is given and what was expected.
 */
export function parseMachine(value: unknown, name: string): Machine {
  const parsed = MachineSchema.safeParse(value);
  if (!parsed.success)
    throw new InputError(`machine ${name}: ${describeIssue(parsed.error.issues, value)}`);
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

/**
 * Pages in one way of the cache where that is most, at least 1. A cache of more ways counts as
 * two-way, so that its two-way shadow (docs/counting.md, section 3) is placed alike.
 */
export function coloursOf(machine: Machine): number {
  let colours = 1;
  for (const cache of Object.values(machine.caches))
    if (cache !== undefined)
      colours = Math.max(colours, cache.size / Math.min(2, waysOf(cache)) / 4096);
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
  if (!isPowerOfTwo(lines / ways))
    return `${key}.ways: ${ways} ways of ${cache.line}-byte lines do not divide ${cache.size} bytes into a power of two of sets`;
  if (fetchOf(cache) < cache.line) return `${key}.fetch: is less than the line (${cache.line})`;
  if (fetchOf(cache) > cache.size) return `${key}.fetch: is more than the size (${cache.size})`;
  if (cache.replacement === "plru") {
    if (!isPowerOfTwo(ways))
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
  if (!isPowerOfTwo(tlb.entries / ways))
    return `${key}.ways: ${ways} ways do not divide ${tlb.entries} entries into a power of two of sets`;
  if (tlb.replacement === "plru" && (!isPowerOfTwo(ways) || ways > 32))
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

/** Whether n is 1, 2, 4, …: at least one set, for instance. */
function isPowerOfTwo(n: number): boolean {
  return n >= 1 && Number.isInteger(Math.log2(n));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
