/**
 * Loads and stores while the caches are isolated (docs/r3000.md, section 5): by index, to a cache
 * alone. They are no references; the stream hears which lines go.
 */
import {
  BY_INDEX,
  CACHE_CONTROL,
  CACHE_ISOLATED,
  CACHE_SWAPPED,
  INVALIDATE,
  PAGE_UNMAPPED,
} from "@mcpi/trace";
import { extentOf, loadedValue } from "./access-parts.ts";
import * as cp0 from "./cp0.ts";
import { rtOf } from "./decode.ts";
import type { Loads, Stores } from "./instructions.ts";
import type { Processor } from "./processor.ts";
import { type Done, fetch, retire, retireLoad } from "./retire.ts";

/** An access while the caches are isolated: by index, to the cache alone. */
export function accessIsolated(
  p: Processor,
  instruction: Loads | Stores,
  word: number,
  address: number,
): Done {
  if (p.user && address < 0) {
    p.addressError(address, instruction.class);
    return "executed";
  }
  const swapped = (p.status & cp0.SWAPPED) !== 0;
  const cache = swapped ? p.caches.instruction : p.caches.data;
  const segment = address >>> 29;
  const physical = segment === 4 || segment === 5 ? address & 0x1fffffff : address;
  const rt = rtOf(word);
  if (instruction.class === "load") {
    const hit = cache.hits(physical);
    const loaded = cache.word(physical) >>> 0;
    const { part } = instruction;
    const shifted = typeof part === "number" ? loaded >>> (8 * (physical & 3)) : loaded;
    fetch(p);
    const value = loadedValue(p, instruction, rt, physical, shifted);
    p.setControl(cp0.STATUS, hit ? p.status & ~cp0.CACHE_MISS : p.status | cp0.CACHE_MISS);
    retireLoad(p, rt, value);
    return "executed";
  }
  const value = p.register(rt);
  const whole = extentOf(instruction.part, address).size === 4;
  if (whole) cache.fill(physical, value);
  else cache.invalidate(physical);
  // The stream hears which lines go; the page is named as kseg0 has it.
  if (!whole) {
    const frame = (physical & 0x1fffffff) >>> 12;
    const id = p.pages.id(0x80000 + frame, 0, frame, PAGE_UNMAPPED);
    fetch(p);
    p.port.event(INVALIDATE, (id << 12) | (physical & 0xfff), (swapped ? 1 : 2) | BY_INDEX);
  } else fetch(p);
  retire(p);
  return "executed";
}

/** Tells the stream how the caches are controlled now. */
export function cacheControl(p: Processor, before: number): void {
  if (((before ^ p.status) & (cp0.ISOLATED | cp0.SWAPPED)) === 0) return;
  const control =
    (p.status & cp0.ISOLATED ? CACHE_ISOLATED : 0) | (p.status & cp0.SWAPPED ? CACHE_SWAPPED : 0);
  p.port.event(CACHE_CONTROL, control);
}
