/**
 * Pentium machines with a 66 MHz bus, a 430FX chip set and 256 KB of second-level cache: the
 * 133 MHz one is that of Härtig and others (SOSP 1997).
 *
 * The costs of misses are assumed, from the chip set's timing in bus clocks; first words are rounded
 * up to whole CPU clocks. A read miss waits for its first 8 bytes, and holds the bus until its line
 * is complete. The TLBs for 4 MB pages are left out.
 */
import type { MachineInput } from "../machine-schema.ts";
import { assumed, otherSeeds, sourced, within } from "./notes.ts";

const liedtke = "Liedtke, SOSP 1995, Table 3";
const haertig = "Härtig and others, SOSP 1997";
const sdm = "Intel, Software Developer's Manual, volume 3 (253668-032)";
const burst = "second-level burst 3-1-1-1 in bus clocks (430FX with pipelined burst SRAM)";
const memory = "memory burst 7-2-2-2 in bus clocks (430FX with EDO memory at its best)";

/**
 * The machine of that clock rate, of which `ratio` clocks make a bus clock; `known` says whether
 * its clock rate and second-level cache were published.
 */
export function pentium(mhz: number, ratio: number, known: "sourced" | "assumed"): MachineInput {
  const clocks = (bus: number) => Math.ceil(bus * ratio);
  const halfAndDouble = (cycles: number) => [Math.ceil(cycles / 2), 2 * cycles];
  const first = { missCycles: clocks(3), busyCycles: clocks(6) };
  const second = {
    missCycles: clocks(7) - first.missCycles,
    busyCycles: clocks(13) - first.busyCycles,
  };
  const write = clocks(3);
  const writeBack = clocks(6);
  const uncached = clocks(7);
  const cache = { size: 8192, line: 32, ways: 2, replacement: "lru", ...first } as const;
  const writeBuffer = { entries: 2, width: 8, pageBytes: 4096, readPriority: false };
  const tlb = {
    ways: 4,
    replacement: "plru",
    spaceTags: false,
    refill: "hardware",
    missCycles: 9,
  } as const;
  const both = (...names: string[]) =>
    ["caches.instruction", "caches.data"].flatMap((path) => within(path, ...names));
  const tlbs = (...names: string[]) =>
    ["tlb.instruction", "tlb.data"].flatMap((path) => within(path, ...names));
  const buffers = (cycles: number, writeBackCycles: number) => ({
    ...writeBuffer,
    pageCycles: cycles,
    cycles,
    writeBackCycles,
  });
  return {
    name: `pentium-${mhz}`,
    title: `${mhz} MHz Pentium with 256 KB second-level cache on a 66 MHz bus`,
    clockMHz: mhz,
    time: "base",
    caches: {
      instruction: cache,
      data: { ...cache, write: { hit: "back", miss: "write-around" } },
      second: {
        size: 262144,
        line: 32,
        ways: 1,
        write: { hit: "back", miss: "write-around" },
        ...second,
      },
    },
    writeBuffer: buffers(write, writeBack),
    uncached: { loadCycles: uncached, fetchCycles: uncached },
    tlb: { instruction: { entries: 32, ...tlb }, data: { entries: 64, ...tlb } },
    mapping: { kind: "chen-bershad", seed: 0 },
    sources: [
      ...(known === "sourced"
        ? sourced(haertig, ["clockMHz"])
        : sourced("the processor's name: 2.5 times the 66 MHz bus", ["clockMHz"])),
      ...assumed(
        "instructions take 1 to many clocks and pair; traces without clocks count one each",
        ["time"],
        ["instructions"],
      ),
      ...sourced(`${liedtke}: 8 KB each, 2-way, 32-byte lines`, both("size", "line", "ways")),
      ...assumed("LRU, as remembered of Intel's manual; not confirmed", both("replacement"), [
        "fifo",
        "random",
      ]),
      ...sourced("a way is one page, so that both indexes are the same", both("index")),
      ...assumed(
        `${burst}: the first word after 3 bus clocks; alternatives half and double`,
        both("missCycles"),
        halfAndDouble(first.missCycles),
      ),
      ...assumed(
        `${burst}: the line after 6 bus clocks; alternatives half and double`,
        both("busyCycles"),
        halfAndDouble(first.busyCycles),
      ),
      ...sourced(`${liedtke}: write-back`, ["caches.data.write.hit"], ["through"]),
      ...sourced(
        `${haertig}: first-level caches do not allocate on a write miss`,
        ["caches.data.write.miss"],
        ["fetch-on-write"],
      ),
      ...(known === "sourced"
        ? sourced(`${haertig}: 256 KB, direct-mapped`, within("caches.second", "size", "ways"))
        : [
            ...assumed("as pentium-133", ["caches.second.size"], [131072, 524288]),
            ...assumed("as pentium-133", ["caches.second.ways"], [2]),
          ]),
      ...sourced("follows from ways: one way leaves no choice", ["caches.second.replacement"]),
      ...assumed(
        "as the first level's: the bus fills 32 bytes at a time",
        ["caches.second.line"],
        [64],
      ),
      ...sourced("outside the processor, behind address translation", ["caches.second.index"]),
      ...assumed(
        "write-back, as the 430FX; what it writes costs nothing here",
        ["caches.second.write.hit"],
        ["through"],
      ),
      ...assumed("filled on read misses only", ["caches.second.write.miss"], ["fetch-on-write"]),
      ...assumed(
        `${memory}: the first word 4 bus clocks later than from the second level; alternatives half and double`,
        ["caches.second.missCycles"],
        halfAndDouble(second.missCycles),
      ),
      ...assumed(
        `${memory}: the line 7 bus clocks later than from the second level; alternatives half and double`,
        ["caches.second.busyCycles"],
        halfAndDouble(second.busyCycles),
      ),
      ...sourced(`${sdm}, page 19-41: two store buffers, one a pipeline`, ["writeBuffer.entries"]),
      ...assumed("the data bus is 64 bits wide", ["writeBuffer.width"], [4]),
      ...assumed("no page mode: pageCycles is cycles, so that pageBytes means nothing", [
        "writeBuffer.pageBytes",
      ]),
      ...assumed(
        "a single write takes as long as the first word of a burst, 3 bus clocks",
        within("writeBuffer", "pageCycles", "cycles"),
      ),
      ...assumed(
        "a dirty line is written in a burst, 6 bus clocks; alternatives half and double",
        ["writeBuffer.writeBackCycles"],
        halfAndDouble(writeBack),
      ),
      ...assumed(
        "all write costs at half and at double; null: what writes cost in all",
        ["writeBuffer"],
        [
          buffers(Math.ceil(write / 2), Math.ceil(writeBack / 2)),
          buffers(2 * write, 2 * writeBack),
          null,
        ],
      ),
      ...assumed("no page mode, so nothing to close", ["writeBuffer.readClosesPage"]),
      ...sourced(
        `${sdm}, section 8.2.1: reads pass writes only if all of these are cache hits; in a write-back cache buffered writes are misses`,
        ["writeBuffer.readPriority"],
        [true],
      ),
      ...assumed(
        `${memory}: the first word after 7 bus clocks; alternatives half and double`,
        within("uncached", "loadCycles", "fetchCycles"),
        halfAndDouble(uncached),
      ),
      ...sourced(
        `${liedtke}: 32 entries for instructions, 64 for data, 4-way`,
        tlbs("entries", "ways"),
      ),
      ...assumed("pseudo-LRU, as the i486; not confirmed", tlbs("replacement"), ["lru"]),
      ...sourced("the architecture has no way to lock an entry", tlbs("wired")),
      ...sourced(
        "Liedtke, SOSP 1995, on switches of spaces: all (32 + 64) entries are reloaded",
        tlbs("spaceTags"),
      ),
      ...sourced(`${haertig}: the processor reads the page tables`, tlbs("refill")),
      ...sourced(
        `Liedtke, SOSP 1995: 9 (Table 1: 9 to 13); ${haertig}: about 25 with the entry in the second level`,
        tlbs("missCycles"),
        [13, 25],
      ),
      ...assumed(
        "no source says how pages were placed; spaces start at different colours",
        ["mapping.kind"],
        ["identity"],
      ),
      ...assumed(
        "fixed before the first run; the others show the spread",
        ["mapping.seed"],
        otherSeeds,
      ),
    ],
  };
}
