/**
 * Puts the parts of a simulator together for a machine description, and compiles them.
 */
import { type InlineFunctions, InputError, MAX_PAGES } from "@mcpi/trace";
import { I32, i32, ModuleBuilder } from "@mcpi/trace/wasm";
import type { Machine } from "../machine.ts";
import { Addressing } from "./addressing.ts";
import type { CacheStage } from "./cache-stage.ts";
import { CacheUnit } from "./cache-unit.ts";
import { EngineContext, type EngineOptions } from "./context.ts";
import { Counters } from "./counters.ts";
import { DataReferences } from "./data-references.ts";
import { FetchReferences } from "./fetch-references.ts";
import { defineInlineFunctions, inlineFunctionsOf, offersInline } from "./inline-functions.ts";
import { Layout } from "./layout.ts";
import { MemoryPath } from "./memory-path.ts";
import { defineProgramOrder, type LoopParts } from "./program-order.ts";
import { defineSplitOrder } from "./split-order.ts";
import { Tlb, type TlbUse } from "./tlb.ts";

/** What the generated module calls. */
export interface EngineImports {
  /** Miss log: kind, cause, class, cycles, set, evicted, line (context.ts). */
  log?: (
    kind: number,
    cause: number,
    missClass: number,
    cycles: number,
    set: number,
    evicted: number,
    line: number,
  ) => void;
  /** Runs the refill template for a page id; use 0 is a fetch, 1 data. */
  refill?: (page: number, use: number) => void;
}

/** What the generated module offers; `drop` functions and globals by name besides. */
export interface EngineExports {
  run(first: number, end: number): number;
  invalidateInstruction(address: number): void;
  invalidateData(address: number): void;
  /** The same for all lines of the set that the address chooses. */
  invalidateInstructionSet(address: number): void;
  invalidateDataSet(address: number): void;
}

export interface Engine {
  readonly exports: EngineExports;
  readonly memory: WebAssembly.Memory;
  readonly layout: Layout;
  readonly counters: Counters;
  readonly instruction: CacheUnit;
  readonly data: CacheUnit;
  readonly second: CacheUnit | undefined;
  readonly tlbs: readonly Tlb[];
  /** Globals that belong to the saved state. */
  readonly globals: ReadonlyMap<string, WebAssembly.Global>;
  /** Where the lengths of the next variable run begin. */
  readonly lengthPointer: WebAssembly.Global;
  readonly pageTable: number;
  readonly colourTable: number;
  readonly tlbKeys: number;
  readonly words: number;
  readonly lengths: number;
  /** Where state begins again after the tables and the batch. */
  readonly stateBegin: number;
  /** References one by one, where the machine and options allow it. */
  readonly inline: InlineFunctions | undefined;
  /** Looks a page up, and inserts it if it is not there; returns the key evicted, or -1. */
  lookUp(tlb: Tlb, use: TlbUse, page: number): number;
  /** Drops a TLB's entry by key. */
  dropTlbEntry(tlb: Tlb, key: number): void;
}

/** A memory that is given: from `origin` on it is the engine's. */
export interface GivenMemory {
  readonly memory: WebAssembly.Memory;
  readonly origin: number;
}

/**
 * Builds and compiles the simulator of a machine, for batches of up to `records` records and
 * `lengthBytes` lengths.
 * @throws InputError when its state does not fit into memory.
 */
export function buildEngine(
  machine: Machine,
  options: EngineOptions,
  imports: EngineImports,
  { records, lengthBytes }: { readonly records: number; readonly lengthBytes: number },
  within?: GivenMemory,
): Engine {
  const module = new ModuleBuilder();
  const layout = new Layout(within?.origin);
  const counters = new Counters(layout);
  const context = new EngineContext(module, layout, counters, options);
  const { caches, tlb } = machine;
  const virtual = Object.values(caches).some((cache) => cache?.index === "virtual");
  const pageTable = layout.reserve(4 * MAX_PAGES);
  const colourTable = virtual ? layout.reserve(4 * MAX_PAGES) : -1;
  const tlbKeys = tlb ? layout.reserve(4 * MAX_PAGES) : -1;
  const words = layout.reserve(8 * records);
  const lengths = layout.reserve(lengthBytes);
  const stateBegin = lengths + lengthBytes;

  const path = new MemoryPath(context, machine);
  const first = caches.unified ?? caches.instruction!;
  const instruction = new CacheUnit(
    context,
    first,
    caches.unified ? "unified" : "instruction",
    1,
    path,
  );
  const data = caches.unified ? instruction : new CacheUnit(context, caches.data!, "data", 1, path);
  const tlbs = Object.entries(tlb ?? {})
    .filter(([, description]) => description !== undefined)
    .map(([name, description]) => new Tlb(context, description!, `tlb.${name}`, tlbKeys));
  const tlbOf = (name: string) => tlbs.find((t) => t.name === `tlb.${name}`);
  const addressing = new Addressing({
    pageTable,
    colourTable,
    instructionTlb: tlbOf("unified") ?? tlbOf("instruction"),
    dataTlb: tlbOf("unified") ?? tlbOf("data"),
  });
  const parts: LoopParts = {
    context,
    addressing,
    instruction,
    fetches: new FetchReferences(context, addressing, instruction, path),
    data: new DataReferences(context, addressing, data, path, data === instruction),
    separate: caches.unified === undefined && tlb?.unified === undefined,
    timed: MemoryPath.isTimed(machine),
    lengthPointer: module.global(i32(0), I32, "lengthPointer"),
    baseTime: machine.time === "base",
    words,
  };
  if (orderMatters(machine, options)) defineProgramOrder(parts);
  else defineSplitOrder(parts);
  defineInvalidate(parts, instruction, "invalidateInstruction");
  defineInvalidate(parts, data, "invalidateData");
  defineInvalidateSet(parts, instruction, "invalidateInstructionSet");
  defineInvalidateSet(parts, data, "invalidateDataSet");
  const inline = offersInline(machine, options);
  if (inline) defineInlineFunctions({ context, instruction, data, path });
  layout.close();

  const memory = makeMemory(layout, within);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    environment: { memory, ...imports },
  });
  const view = new Int32Array(memory.buffer);
  for (const unit of new Set([instruction, data, path.second])) unit?.clear(view);
  for (const one of tlbs) one.clear(view);
  const lookUpOf = (one: Tlb, use: TlbUse) =>
    instance.exports[`${one.name}.${use}`] as (page: number) => number;
  const lookUps = new Map<Tlb, LookUps>(
    tlbs.map((one) => [one, { fetch: lookUpOf(one, "fetch"), data: lookUpOf(one, "data") }]),
  );
  return {
    exports: instance.exports as unknown as EngineExports,
    memory,
    layout,
    counters,
    instruction,
    data,
    second: path.second,
    tlbs,
    globals: new Map(
      context.globals.all.map((name) => [name, instance.exports[name] as WebAssembly.Global]),
    ),
    lengthPointer: instance.exports.lengthPointer as WebAssembly.Global,
    pageTable,
    colourTable,
    tlbKeys,
    words,
    lengths,
    stateBegin,
    inline: inline ? inlineFunctionsOf(instance.exports) : undefined,
    lookUp: (one, use, page) => lookUps.get(one)![use](page),
    dropTlbEntry: (one, key) =>
      (instance.exports[`${one.name}.drop`] as (key: number) => void)(key),
  };
}

/** What looks a page up in a TLB. */
type LookUps = Record<TlbUse, (page: number) => number>;

/** Pages whose state has room at first. */
export const FIRST_PAGES = 64;

/** The memory, all 0 where it is the engine's. */
function makeMemory(layout: Layout, within: GivenMemory | undefined): WebAssembly.Memory {
  const wanted = layout.wasmPages(FIRST_PAGES);
  if (within === undefined) return new WebAssembly.Memory({ initial: wanted });
  const { memory } = within;
  if (memory.buffer.byteLength > layout.begin) new Uint8Array(memory.buffer, layout.begin).fill(0);
  const more = wanted - memory.buffer.byteLength / 65536;
  try {
    if (more > 0) memory.grow(more);
  } catch {
    throw new InputError(
      `simulator: the given memory cannot grow by the ${more * 64} KiB that the caches take`,
    );
  }
  return memory;
}

/**
 * Whether references must be simulated in program order: where fetches and data share anything, or
 * the clock decides, or somebody watches.
 */
function orderMatters(machine: Machine, options: EngineOptions): boolean {
  return (
    machine.caches.unified !== undefined ||
    machine.tlb?.unified !== undefined ||
    MemoryPath.isTimed(machine) ||
    options.log ||
    options.refillTemplate
  );
}

/** Exports a function that drops the line of a compact address from a first-level cache. */
export function defineInvalidate(parts: LoopParts, unit: CacheStage, name: string): void {
  const { context, addressing } = parts;
  context.module.function(
    [I32],
    [],
    (f, address) => {
      const pa = f.let(addressing.physical(addressing.entry(address), address));
      unit.emitInvalidate(f, pa, addressing.index(unit, pa, address));
      f.set(context.lastFetchLine, -1);
    },
    name,
  );
}

/** Exports a function that drops all lines of the set that a compact address chooses. */
function defineInvalidateSet(parts: LoopParts, unit: CacheUnit, name: string): void {
  const { context, addressing } = parts;
  context.module.function(
    [I32],
    [],
    (f, address) => {
      const pa = f.let(addressing.physical(addressing.entry(address), address));
      unit.emitInvalidateSet(f, f.let(addressing.index(unit, pa, address)));
      f.set(context.lastFetchLine, -1);
    },
    name,
  );
}
