/** A processor's state for saving: registers, coprocessor 0, TLB, caches, and who runs. */
import { SavedFields } from "../machine/saved-fields.ts";
import * as cp0 from "./cp0.ts";
import type { Processor } from "./processor.ts";
import * as at from "./state.ts";

const LOW = -(2 ** 31);
const HIGH = 2 ** 31 - 1;
const ADDRESSES: readonly (readonly [string, number])[] = [
  ["hi", at.HI],
  ["lo", at.LO],
  ["pc", at.PC],
  ["next", at.NEXT_PC],
  ["pendingValue", at.PENDING_VALUE],
];

export function saveProcessor(p: Processor): unknown {
  const words = (address: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => p.word(address + 4 * i));
  return {
    registers: words(at.REGISTERS, 32),
    control: words(at.CONTROL, 32),
    ...Object.fromEntries(ADDRESSES.map(([name, address]) => [name, p.word(address)])),
    pending: p.word(at.PENDING_OFFSET) / 4,
    inSlot: p.word(at.IN_SLOT) !== 0,
    busyUntil: p.memory.long(at.BUSY_UNTIL),
    cause: p.cause,
    space: p.space,
    exceptionDepth: p.exceptionDepth,
    refills: [...p.refills],
    tlbHigh: [...p.tlb.high],
    tlbLow: [...p.tlb.low],
    frameOwners: [...p.frameOwners].flat(),
    caches: [p.caches.instruction, p.caches.data].map(({ data, tags }) => ({
      data: bytesOf(data),
      tags: bytesOf(tags),
    })),
  };
}

/** @throws InputError when the state is not one that `saveProcessor` returns. */
export function restoreProcessor(p: Processor, state: unknown): void {
  const saved = new SavedFields(state, "processor");
  const put = (address: number, values: readonly number[]): void => {
    for (const [i, value] of values.entries()) p.word(address + 4 * i, value);
  };
  put(at.REGISTERS, saved.wholes("registers", 32, LOW, HIGH));
  const control = saved.wholes("control", 32, LOW, HIGH);
  put(at.CONTROL, control);
  p.word(at.USER, control[cp0.STATUS] & cp0.KU_C ? 1 : 0);
  for (const [name, address] of ADDRESSES) p.word(address, saved.whole(name, LOW, HIGH));
  p.word(at.PENDING_OFFSET, 4 * saved.whole("pending", 0, 32));
  p.word(at.IN_SLOT, saved.flag("inSlot") ? 1 : 0);
  p.memory.setLong(at.BUSY_UNTIL, saved.cycle("busyUntil"));
  p.cause = saved.whole("cause", LOW, HIGH);
  p.space = saved.whole("space", 0, 2 ** 32 - 1);
  p.exceptionDepth = saved.whole("exceptionDepth", 0, 2 ** 31);
  p.refills.length = 0;
  p.refills.push(...saved.wholes("refills", 1 << 16, 0, 2 ** 31, false));
  const high = saved.wholes("tlbHigh", cp0.TLB_ENTRIES, LOW, HIGH);
  const low = saved.wholes("tlbLow", cp0.TLB_ENTRIES, LOW, HIGH);
  for (const [i, value] of high.entries()) p.tlb.write(i, value, low[i]);
  const owners = saved.wholes("frameOwners", 2 ** 21, 0, 2 ** 20, false);
  p.frameOwners.clear();
  for (let i = 0; i + 1 < owners.length; i += 2) p.frameOwners.set(owners[i], owners[i + 1]);
  for (const [i, each] of saved.list("caches", 2).entries()) {
    const cache = i === 0 ? p.caches.instruction : p.caches.data;
    const fields = new SavedFields(each, `processor.caches[${i}]`);
    for (const [name, array] of [
      ["data", cache.data],
      ["tags", cache.tags],
    ] as const)
      bytesOf(array).set(fields.bytes(name, array.byteLength));
  }
  p.maps.clearAll();
}

const bytesOf = (array: Int32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
