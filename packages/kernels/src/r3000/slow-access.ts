/**
 * Loads and stores in TypeScript: of pages that are not in the maps yet, which are entered, and of
 * what the maps never hold: devices, functional caches, translated code, uncached memory where a
 * coupled memory must hear of every reference.
 */
import { BUS_ERROR } from "../machine/board.ts";
import { extentOf, loadedValue } from "./access-parts.ts";
import * as cp0 from "./cp0.ts";
import { EXCEPTION } from "./cp0.ts";
import { rsOf, rtOf, signedOf } from "./decode.ts";
import type { Loads, Stores } from "./instructions.ts";
import { accessIsolated } from "./isolated-access.ts";
import type { Page, Processor } from "./processor.ts";
import { type Done, fetch, retire, retireLoad, stall } from "./retire.ts";
import * as at from "./state.ts";

/** A load or store. */
export function access(p: Processor, instruction: Loads | Stores, word: number): Done {
  const address = (p.register(rsOf(word)) + signedOf(word)) | 0;
  const { part } = instruction;
  if (typeof part === "number" && address & (part - 1)) {
    p.addressError(address, instruction.class);
    return "executed";
  }
  if (p.status & cp0.ISOLATED) return accessIsolated(p, instruction, word, address);
  const page = p.translate(address, instruction.class);
  if (page === undefined) return "executed";
  const host = p.hostOf(page.physical);
  const isStore = instruction.class === "store";
  const inRom = host >= 0 && host < at.RAM;
  const functional = p.options.functionalCaches && !page.uncached;
  if (
    host >= 0 &&
    !(inRom && isStore) &&
    !functional &&
    (!page.uncached || p.port.uncachedInMaps)
  ) {
    const writable = page.writable && !inRom && !p.isTranslated(page.physical >>> 12);
    if (!isStore || writable) {
      const base = address & ~0xfff;
      const reference = p.port.prepare(page.id, "data");
      p.maps.fillData(
        p.user ? 1 : 0,
        address >>> 12,
        (host - base) | 0,
        writable,
        (reference - base) | 0,
      );
      const code = at.codeMap(p.user ? 1 : 0) + ((p.pc >>> 12) << at.MAP_SHIFT);
      // The page of the instruction itself may have been revoked: its fetch came before.
      if (p.word(code + at.CODE_HOST) === 0)
        return accessPage(p, instruction, word, address, page, reference);
      return "entered data";
    }
  }
  return accessPage(p, instruction, word, address, page, p.port.prepare(page.id, "data"));
}

/** An access here and now: to a device, to memory past the maps, or through functional caches. */
function accessPage(
  p: Processor,
  instruction: Loads | Stores,
  word: number,
  address: number,
  page: Page,
  base: number,
): Done {
  const { part } = instruction;
  const physical = (page.physical | (address & 0xfff)) >>> 0;
  const inMemory = p.hostOf(page.physical) >= 0;
  const { first, size } = extentOf(part, address);
  const rt = rtOf(word);
  const refer = (kind: "load" | "store"): void => {
    fetch(p);
    stall(p, p.port.data(kind, first, base, size, page.uncached));
    const counts = kind === "load" ? at.COUNTS : at.COUNTS + 4;
    p.word(counts, p.word(counts) + 1);
  };
  if (instruction.class === "load") {
    const loaded =
      typeof part === "number"
        ? readPhysical(p, physical, part, page.uncached)
        : readPhysical(p, (physical & ~3) >>> 0, 4, page.uncached);
    if (loaded === BUS_ERROR) {
      p.exception(EXCEPTION.busData);
      return "touched";
    }
    refer("load");
    retireLoad(p, rt, loadedValue(p, instruction, rt, physical, loaded));
    return inMemory ? "executed" : "touched";
  }
  const value = p.register(rt);
  refer("store");
  retire(p);
  if (typeof part === "number") writePhysical(p, physical, part, value, page.uncached);
  else {
    const offset = physical & 3;
    for (let i = 0; i < size; i++) {
      const shift = part === "left" ? 8 * (3 - offset + i) : 8 * i;
      const at1 = part === "left" ? ((physical & ~3) >>> 0) + i : physical + i;
      writePhysical(p, at1, 1, (value >>> shift) & 0xff, page.uncached);
    }
  }
  return inMemory ? "executed" : "touched";
}

/** Reads main memory, ROM, a functional cache or a device; unsigned, or BUS_ERROR. */
function readPhysical(p: Processor, address: number, size: 1 | 2 | 4, uncached: boolean): number {
  const host = p.hostOf(address);
  if (host < 0) return p.bus.read(address, size);
  const { unsigned } = p.memory;
  const word = address & ~3;
  let value = unsigned[p.hostOf(word >>> 0) >>> 2];
  if (p.options.functionalCaches && !uncached) {
    const { data } = p.caches;
    if (!data.hits(address))
      // A miss reads the four words of the aligned 16 bytes.
      for (let i = 0; i < 4; i++) {
        const each = ((address & ~15) >>> 0) + 4 * i;
        data.fill(each, unsigned[p.hostOf(each) >>> 2]);
      }
    value = data.word(address) >>> 0;
  }
  const shifted = value >>> (8 * (address & 3));
  return size === 4 ? shifted : size === 2 ? shifted & 0xffff : shifted & 0xff;
}

function writePhysical(
  p: Processor,
  address: number,
  size: 1 | 2 | 4,
  value: number,
  uncached: boolean,
): void {
  const host = p.hostOf(address);
  if (host < 0 || host < at.RAM) {
    // The ROM does not hear stores; what else does is the board's matter.
    if (host < 0)
      p.bus.write(address, size, size === 4 ? value >>> 0 : value & (size === 2 ? 0xffff : 0xff));
    return;
  }
  const { memory } = p;
  if (size === 4) memory.words[host >>> 2] = value;
  else if (size === 2) memory.halves[host >>> 1] = value;
  else memory.bytes[host] = value;
  p.stored(address >>> 12, address & 0xfff);
  if (p.options.functionalCaches && !uncached) {
    const { data } = p.caches;
    if (size === 4 || data.hits(address)) data.fill(address, memory.words[host >>> 2]);
  }
}
