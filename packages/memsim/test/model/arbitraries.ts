/**
 * Random machines and random programs (fast-check) for the tests against the model. Caches are tiny
 * and programs stay near each other, so that much happens in few references.
 */
import { PAGE_GLOBAL, PAGE_UNCACHED, PAGE_UNMAPPED } from "@mcpi/trace";
import fc from "fast-check";
import { type Machine, parseMachine } from "../../src/machine.ts";
import type { Layout, Program, Step } from "./program.ts";

/** Mappings that the model has. */
export type MappingKind = "recorded" | "identity" | "chen-bershad";

const powerOfTwo = (least: number, most: number) =>
  fc.integer({ min: Math.log2(least), max: Math.log2(most) }).map((n) => 2 ** n);

const flag = (weight: number) => fc.integer({ min: 1, max: 10 }).map((n) => n <= weight);

const optional = <K extends string, T>(key: K, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((v) => (v === undefined ? {} : { [key]: v }));

const write = fc.oneof(
  fc.record({
    hit: fc.constantFrom("through", "back"),
    miss: fc.constantFrom("fetch-on-write", "write-around"),
  }),
  fc.record({
    hit: fc.constantFrom("through", "back"),
    miss: fc.constant("write-validate"),
    partial: fc.constantFrom("leave", "fetch"),
  }),
);

/** Lines and sizes: tiny ones where everything conflicts, and some of several pages, to have colours. */
const shape = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(powerOfTwo(4, 64), powerOfTwo(1, 64)) },
  { weight: 1, arbitrary: fc.tuple(powerOfTwo(128, 1024), powerOfTwo(8, 64)) },
);

/** A cache; `kind` decides what it must or may have. */
const cache = (kind: "instruction" | "first" | "second") =>
  shape.chain(([line, wanted]) => {
    const lines = Math.max(wanted, 16 / line);
    return fc
      .record({
        size: fc.constant(line * lines),
        line: fc.constant(line),
        fetch: powerOfTwo(1, 8).map((n) => Math.min(line * n, line * lines, 4096)),
        ways: fc.oneof(fc.constantFrom(1, 1, 2, 2, 4, 8).map(atMost(lines)), fc.constant("full")),
        replacement: fc.constantFrom("lru", "fifo", "random", "plru"),
        index: kind === "second" ? fc.constant("physical") : fc.constantFrom("physical", "virtual"),
        missCycles: fc.integer({ min: 0, max: 20 }),
        busy: optional("busyCycles", fc.integer({ min: 0, max: 30 })),
        seed: optional("seed", fc.integer({ min: 1, max: 2 ** 32 - 1 })),
        write: kind === "instruction" ? fc.constant(undefined) : write,
      })
      .map(({ busy, seed, write, replacement, ...rest }) => ({
        ...rest,
        ...busy,
        ...(write ? { write } : {}),
        ...(replacement === "random" ? seed : {}),
        replacement: replacement === "plru" && lines > 32 ? "lru" : replacement,
      }));
  });

const atMost = (most: number) => (n: number) => Math.min(n, most);

const caches = fc
  .tuple(
    fc.oneof(
      fc.record({ instruction: cache("instruction"), data: cache("first") }),
      fc.record({ unified: cache("first") }),
    ),
    optional("second", cache("second")),
  )
  .map(([first, second]) => ({ ...first, ...second }));

const writeBuffer = (mostWidth: number, mostPage: number) =>
  fc
    .record({
      entries: fc.integer({ min: 1, max: 6 }),
      width: powerOfTwo(1, Math.min(64, mostWidth)),
      pageBytes: powerOfTwo(64, mostPage),
      pageCycles: fc.integer({ min: 1, max: 4 }),
      cycles: fc.integer({ min: 1, max: 12 }),
      readClosesPage: fc.boolean(),
      readPriority: flag(8),
      writeBack: optional("writeBackCycles", fc.integer({ min: 1, max: 12 })),
    })
    .map(({ writeBack, ...rest }) => ({ ...rest, ...writeBack }));

const tlb = fc
  .record({
    entries: fc.constantFrom(2, 3, 4, 6, 8, 12, 16),
    ways: fc.constantFrom("full", "full", 1, 2, 3, 4),
    replacement: fc.constantFrom("lru", "fifo", "random", "plru"),
    wired: fc.integer({ min: 0, max: 3 }),
    seed: optional("seed", fc.integer({ min: 1, max: 2 ** 32 - 1 })),
    spaceTags: fc.boolean(),
    refill: fc.constantFrom("software", "hardware"),
    missCycles: fc.integer({ min: 0, max: 25 }),
  })
  .map(({ ways: wanted, wired, seed, replacement, missCycles, ...rest }) => {
    const { entries, refill } = rest;
    const fits = typeof wanted === "number" && [1, 2, 4, 8, 16].includes(entries / wanted);
    const ways = fits ? wanted : "full";
    const count = ways === "full" ? entries : ways;
    const policy =
      replacement === "plru" && !Number.isInteger(Math.log2(count)) ? "lru" : replacement;
    return {
      ...rest,
      ways,
      replacement: policy,
      ...(policy === "random" ? seed : {}),
      ...(policy === "random" && count === entries ? { wired: Math.min(wired, entries - 1) } : {}),
      ...(refill === "hardware" ? { missCycles } : {}),
    };
  });

const tlbs = fc.oneof(fc.record({ unified: tlb }), fc.record({ instruction: tlb, data: tlb }));

/** A machine with one of the mappings. */
export function machines(mappings: readonly MappingKind[]): fc.Arbitrary<Machine> {
  return fc
    .tuple(caches, fc.constantFrom(...mappings))
    .chain(([caches, kind]) => {
      const first = "unified" in caches ? caches.unified : caches.data;
      // Pages larger than a frame: a made-up frame number says nothing of its neighbours.
      const mostPage = 4096;
      return fc.record({
        name: fc.constant("random"),
        title: fc.constant("A random machine"),
        clockMHz: fc.constant(25),
        time: fc.constantFrom("instructions", "base"),
        caches: fc.constant(caches),
        buffer: optional("writeBuffer", writeBuffer(first.line, mostPage)),
        uncached: fc.record({
          loadCycles: fc.integer({ min: 0, max: 15 }),
          fetchCycles: fc.integer({ min: 0, max: 15 }),
        }),
        tlbs: optional("tlb", tlbs),
        mapping: optional("seed", fc.nat(16)).map((seed) => ({ kind, ...seed })),
        sources: fc.constant([]),
      });
    })
    .map(({ buffer, tlbs, ...rest }) => parseMachine({ ...rest, ...buffer, ...tlbs }, "random"));
}

/** Bytes of address space that a program moves about in. */
const WINDOW = 16 * 4096;

const address = fc.oneof(
  { weight: 5, arbitrary: fc.nat(255).map((n) => 4 * n) },
  { weight: 2, arbitrary: fc.nat(WINDOW - 1) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(15), fc.integer({ min: -16, max: 16 })).map(([page, off]) => {
      const at = 4096 * (page + 1) + off;
      return at < 0 ? 0 : at;
    }),
  },
  { weight: 2, arbitrary: fc.tuple(fc.nat(15), fc.nat(31)).map(([p, n]) => 4096 * p + 4 * n) },
);

const dataSize = fc.oneof(
  { weight: 6, arbitrary: fc.constant(4) },
  { weight: 6, arbitrary: fc.constantFrom(1, 2, 8, 16) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) },
);

const fixed = fc.constant([4]);
const variable = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 4 });

/** Steps whose addresses are bytes from the beginning of the window. */
type Raw = Exclude<
  Step,
  { kind: "fetch" | "load" | "store" | "map" | "flush-page" | "invalidate" }
>;
type At =
  | { kind: "fetch" | "load" | "store"; at: number; size: number }
  | { kind: "map" | "flush-page"; at: number }
  | {
      kind: "invalidate";
      at: number;
      which: "instruction" | "data" | "both";
      byIndex: boolean;
    };
type Segment = readonly (Raw | At)[];

/** Sequential instructions, some with data references at a stride, once or in a loop. */
const loop = fc
  .record({
    start: address,
    instructions: fc.integer({ min: 1, max: 12 }),
    times: fc.integer({ min: 1, max: 4 }),
    lengths: fc.oneof(fixed, variable),
    kind: fc.constantFrom<"load" | "store" | "both" | "none">("load", "store", "both", "none"),
    data: address,
    stride: fc.constantFrom(0, 1, 4, 4, 8, 16, 60, 256, 4096),
    size: dataSize,
    every: fc.integer({ min: 1, max: 4 }),
    extra: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })),
  })
  .map((p): Segment => {
    const steps: At[] | (Raw | At)[] = [];
    let data = p.data;
    for (let time = 0; time < p.times; time++) {
      let at = p.lengths.length === 1 && p.lengths[0] === 4 ? p.start & ~3 : p.start;
      for (let index = 0; index < p.instructions; index++) {
        const size = p.lengths[index % p.lengths.length];
        steps.push({ kind: "fetch", at, size });
        at += size;
        if (index % p.every !== 0 || p.kind === "none") continue;
        if (p.kind !== "store") steps.push({ kind: "load", at: data, size: p.size });
        if (p.extra > 0) (steps as (Raw | At)[]).push({ kind: "cycles", extra: p.extra });
        if (p.kind !== "load") steps.push({ kind: "store", at: data, size: p.size });
        data += p.stride;
      }
    }
    return steps;
  });

/** Calls and returns: words pushed downwards, then read back. */
const stack = fc
  .record({ start: address, top: address, depth: fc.integer({ min: 1, max: 10 }) })
  .map(({ start, top, depth }): Segment => {
    const steps: At[] = [];
    const word = (n: number) => ((top & ~3) + WINDOW - 4 * n) % WINDOW;
    for (let n = 0; n < depth; n++)
      steps.push(
        { kind: "fetch", at: (start & ~3) + 4 * n, size: 4 },
        { kind: "store", at: word(n), size: 4 },
      );
    for (let n = depth - 1; n >= 0; n--)
      steps.push(
        { kind: "fetch", at: (start & ~3) + 4 * (2 * depth - n), size: 4 },
        { kind: "load", at: word(n), size: 4 },
      );
    return steps;
  });

/** Anything anywhere; a data reference may come without an instruction. */
const scatter = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fetchStep() },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom<"load" | "store">("load", "store"),
        at: address,
        size: dataSize,
      }),
    },
  ),
  { minLength: 1, maxLength: 12 },
);

function fetchStep() {
  return fc.record({
    kind: fc.constant<"fetch">("fetch"),
    at: address,
    size: fc.integer({ min: 1, max: 15 }),
  });
}

const switches = fc
  .oneof(
    fc.record({ kind: fc.constant<"space">("space"), space: fc.nat(3) }),
    fc.record({
      kind: fc.constant<"mode">("mode"),
      mode: fc.constantFrom<"user" | "kernel">("user", "kernel"),
    }),
    fc.record({ kind: fc.constantFrom<"mark" | "interrupt">("mark", "interrupt") }),
    fc.record({
      kind: fc.constantFrom<"flush-all" | "flush-non-global">("flush-all", "flush-non-global"),
    }),
    fc.record({ kind: fc.constantFrom<"map" | "flush-page">("map", "flush-page"), at: address }),
    fc.record({
      kind: fc.constant<"invalidate">("invalidate"),
      at: address,
      which: fc.constantFrom<"instruction" | "data" | "both">("instruction", "data", "both"),
      byIndex: fc.boolean(),
    }),
  )
  .map((step): Segment => [step]);

const plain = fc.oneof(
  { weight: 4, arbitrary: loop },
  { weight: 2, arbitrary: stack },
  { weight: 3, arbitrary: scatter },
  { weight: 4, arbitrary: switches },
);

const refill = fc
  .array(plain, { maxLength: 3 })
  .map((inside): Segment => [{ kind: "refill-begin" }, ...inside.flat(), { kind: "refill-end" }]);

/** Idling ends with an instruction: whose cycle a data reference would be in is not said. */
const idle = fc
  .tuple(fc.array(plain, { maxLength: 2 }), fc.nat(60), fetchStep())
  .map(
    ([inside, cycles, fetch]): Segment => [
      { kind: "idle-begin" },
      ...inside.flat(),
      { kind: "idle-end", cycles },
      fetch,
    ],
  );

const nested = fc
  .tuple(refill, plain)
  .map(
    ([inner, outer]): Segment => [
      { kind: "refill-begin" },
      ...inner,
      ...outer,
      { kind: "refill-end" },
    ],
  );

const segment = fc.oneof(
  { weight: 12, arbitrary: plain },
  { weight: 1, arbitrary: refill },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: idle },
);

const pageFlags = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      PAGE_UNCACHED,
      PAGE_UNMAPPED,
      PAGE_GLOBAL,
      PAGE_UNCACHED | PAGE_UNMAPPED,
      PAGE_UNMAPPED | PAGE_GLOBAL,
      PAGE_UNCACHED | PAGE_UNMAPPED | PAGE_GLOBAL,
    ),
  },
);

const layouts = (frames: readonly Layout["frames"][]): fc.Arbitrary<Layout> =>
  fc.record({
    flags: fc.array(pageFlags, { minLength: 16, maxLength: 16 }),
    frames: fc.constantFrom(...frames),
  });

/** A program of up to some hundred references; `frames` as the machine's mapping needs them. */
export function programs(
  frames: readonly Layout["frames"][] = ["none", "own", "shared"],
  segments = 12,
): fc.Arbitrary<Program> {
  return fc
    .record({
      layout: layouts(frames),
      base: fc.constantFrom(0, 0x400, 0x8_0000, 2 ** 40, 2 ** 52 - 16),
      segments: fc.array(segment, { minLength: 1, maxLength: segments }),
    })
    .map(({ layout, base, segments }) => ({
      layout,
      steps: segments.flat().map((step) => place(step, base)),
    }));
}

/** A machine and a program that it can run. */
export const pairs: fc.Arbitrary<{ machine: Machine; program: Program }> = fc.oneof(
  fc.record({
    machine: machines(["identity", "chen-bershad"]),
    program: programs(["none", "own", "shared"]),
  }),
  fc.record({ machine: machines(["recorded"]), program: programs(["own", "shared"]) }),
);

function place(step: Raw | At, base: number): Step {
  if (!("at" in step)) return step;
  const { at, ...rest } = step;
  const vpn = (base + Math.floor(at / 4096)) % 2 ** 52;
  return { ...rest, vpn, offset: at % 4096 } as Step;
}
