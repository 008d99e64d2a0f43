/**
 * 50 MHz i486 with 256 KB of external cache: Liedtke's machine of 1993 and 1995.
 *
 * The processor is as Intel's manual has it. No source gives the external cache's and memory's
 * costs in full, so they are assumed. A page walk costs `tlb.unified.missCycles` with all it reads;
 * it makes no references of its own, so nothing is counted twice.
 */
import type { MachineInput } from "../machine-schema.ts";
import { assumed, otherSeeds, sourced, within } from "./notes.ts";

const manual = "Intel, Embedded Intel486 Processor Hardware Reference Manual";
const liedtke = "Liedtke, SOSP 1993, section 6, and SOSP 1995, Table 3";
const subsystem =
  "a memory subsystem of Intel's for the 33 MHz i486 (485Turbocache, interleaved DRAM)";

export const i486: MachineInput = {
  name: "i486-50",
  title: "50 MHz i486 with 256 KB external cache, as in Liedtke (SOSP 1993, 1995)",
  clockMHz: 50,
  time: "base",
  caches: {
    unified: {
      size: 8192,
      line: 16,
      ways: 4,
      replacement: "plru",
      write: { hit: "through", miss: "write-around" },
      missCycles: 3,
      busyCycles: 5,
    },
    second: {
      size: 262144,
      line: 16,
      ways: 1,
      write: { hit: "back", miss: "write-around" },
      missCycles: 7,
      busyCycles: 11,
    },
  },
  writeBuffer: {
    entries: 4,
    width: 4,
    pageBytes: 4096,
    pageCycles: 3,
    cycles: 3,
    readPriority: true,
  },
  uncached: { loadCycles: 10, fetchCycles: 10 },
  tlb: {
    unified: {
      entries: 32,
      ways: 4,
      replacement: "plru",
      spaceTags: false,
      refill: "hardware",
      missCycles: 9,
    },
  },
  mapping: { kind: "chen-bershad", seed: 0 },
  sources: [
    ...sourced(liedtke, ["clockMHz"]),
    ...assumed(
      "instructions of the i486 take 1 to many clocks; traces without clocks count one each",
      ["time"],
      ["instructions"],
    ),
    ...sourced(
      `${manual}, section 3.3 and page 9-4: 8 KB, 4-way, 16-byte lines, pseudo-LRU; ${liedtke}`,
      within("caches.unified", "size", "line", "ways", "replacement"),
    ),
    ...sourced(`${manual}, section 3.10: the cache uses physical addresses`, [
      "caches.unified.index",
    ]),
    ...sourced(`${manual}, section 3.3.2: write-through`, ["caches.unified.write.hit"], ["back"]),
    ...sourced(
      `${manual}, section 3.3.2: lines are filled on read misses only`,
      ["caches.unified.write.miss"],
      ["fetch-on-write"],
    ),
    ...sourced(
      "Liedtke, SOSP 1995, on kernel-user switches: 3 cycles a primary miss; 8.6 a line follow from his flushed-cache IPC (SOSP 1993, Table 7), partly beyond the external cache",
      ["caches.unified.missCycles"],
      [2, 5, 9],
    ),
    ...sourced(
      "Intel486 DX data sheet, October 1992: 160 MB/s of burst at 50 MHz is 16 bytes in 5 clocks (2-1-1-1)",
      ["caches.unified.busyCycles"],
      [3, 10],
    ),
    ...sourced("Liedtke, SOSP 1993, section 6: 256 KB external cache", ["caches.second.size"]),
    ...assumed(
      "as the first level's: the bus fills 16 bytes at a time",
      ["caches.second.line"],
      [32],
    ),
    ...assumed("direct-mapped, as most external caches then", ["caches.second.ways"], [2]),
    ...sourced("follows from ways: one way leaves no choice", ["caches.second.replacement"]),
    ...sourced("outside the processor, behind address translation", ["caches.second.index"]),
    ...assumed(
      "what it writes costs nothing here either way",
      ["caches.second.write.hit"],
      ["through"],
    ),
    ...assumed(
      "filled on read misses only, as the first level",
      ["caches.second.write.miss"],
      ["fetch-on-write"],
    ),
    ...assumed(
      `first word from memory after 10 clocks in all: the 7 clocks of a page miss in ${subsystem} take that long at 50 MHz; alternatives half and double`,
      ["caches.second.missCycles"],
      [4, 14],
    ),
    ...assumed(
      "memory bursts at 10-2-2-2: 16 clocks in all; alternatives half and double",
      ["caches.second.busyCycles"],
      [6, 22],
    ),
    ...sourced(
      `${manual}, section 3.2: four buffers, on a 32-bit bus`,
      within("writeBuffer", "entries", "width"),
    ),
    ...assumed(
      "no page mode: pageCycles is cycles, so that pageBytes means nothing",
      within("writeBuffer", "pageBytes"),
    ),
    ...assumed(
      `2 clocks is the shortest bus cycle, posted writes take 2.5 on average in ${subsystem}; Liedtke's 40 ns a byte (SOSP 1993, section 6) leave at most 6.75`,
      within("writeBuffer", "pageCycles", "cycles"),
    ),
    ...assumed(
      "as writeBuffer.cycles, which has the alternatives; null: what writes cost in all",
      ["writeBuffer"],
      [
        { entries: 4, width: 4, pageBytes: 4096, pageCycles: 2, cycles: 2 },
        { entries: 4, width: 4, pageBytes: 4096, pageCycles: 6, cycles: 6 },
        null,
      ],
    ),
    ...assumed("no page mode, so nothing to close", ["writeBuffer.readClosesPage"]),
    ...assumed(
      `${manual}, page 3-9: reads pass writes only if all of these are cache hits, and once; true and false are the bounds`,
      ["writeBuffer.readPriority"],
      [false],
    ),
    ...assumed(
      "taken to be as a read that misses both caches; alternatives half and double",
      within("uncached", "loadCycles", "fetchCycles"),
      [5, 20],
    ),
    ...sourced(
      `${manual}, section 3.10: 32 entries, 4-way, pseudo-LRU, flushed when CR3 is loaded; ${liedtke}`,
      within("tlb.unified", "entries", "ways", "replacement", "spaceTags"),
    ),
    ...sourced(`${manual}, section 3.10: the processor walks the page tables`, [
      "tlb.unified.refill",
    ]),
    ...sourced("the architecture has no way to lock an entry", ["tlb.unified.wired"]),
    ...sourced(
      "Liedtke, SOSP 1993, Table 3: 9; SOSP 1995, Table 1: 9 to 13, the walk with all cache hits",
      ["tlb.unified.missCycles"],
      [13],
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
