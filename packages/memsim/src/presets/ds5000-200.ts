/**
 * DECstation 5000/200 (KN02): the machine that Chen and Bershad traced, as their simulator had it.
 *
 * The rules are those of docs/counting.md; where the paper leaves one open, its note says assumed.
 */
import type { MachineInput } from "../machine-schema.ts";
import { assumed, otherSeeds, sourced, within } from "./notes.ts";

const paper = "Chen and Bershad, SOSP 1993, Table 2-1 and section 2";

export const ds5000: MachineInput = {
  name: "ds5000-200",
  title: "DECstation 5000/200, 25 MHz R3000, as simulated by Chen and Bershad (SOSP 1993)",
  clockMHz: 25,
  time: "instructions",
  caches: {
    instruction: { size: 65536, line: 16, fetch: 16, ways: 1, missCycles: 15 },
    data: {
      size: 65536,
      line: 4,
      fetch: 16,
      ways: 1,
      write: { hit: "through", miss: "write-validate", partial: "leave" },
      missCycles: 15,
    },
  },
  writeBuffer: {
    entries: 6,
    width: 4,
    pageBytes: 4096,
    pageCycles: 1,
    cycles: 5,
    readClosesPage: false,
    readPriority: true,
  },
  uncached: { loadCycles: 11, fetchCycles: 11 },
  tlb: {
    unified: {
      entries: 64,
      ways: "full",
      replacement: "random",
      wired: 8,
      seed: 1,
      spaceTags: true,
      refill: "software",
      user: { instructions: 9, address: 0x8000_0000, table: 0xc000_0000, mapped: true },
      kernel: { instructions: 65, address: 0x8000_0080, table: 0x8020_0000, mapped: false },
    },
  },
  mapping: { kind: "chen-bershad", seed: 0 },
  sources: [
    ...sourced(paper, ["clockMHz"]),
    ...sourced(
      "Chen and Bershad, SOSP 1993, section 2: stalls over instructions; nops and interlocks are in neither",
      ["time"],
      ["base"],
    ),
    ...sourced(
      `${paper}: 64 KB, direct-mapped, physical, 16-byte lines, 15 cycles a miss`,
      within("caches.instruction", "size", "line", "fetch", "ways", "index", "missCycles"),
    ),
    ...sourced(
      `${paper}: 64 KB, direct-mapped, physical, 4-byte lines; a read miss reads the 16 aligned bytes in 15 cycles`,
      within("caches.data", "size", "line", "fetch", "ways", "index", "missCycles"),
    ),
    ...sourced(
      "follows from ways: one way leaves no choice",
      ["instruction", "data"].map((cache) => `caches.${cache}.replacement`),
    ),
    ...sourced(
      `${paper}: all writes go to the write buffer; 4.4BSD pmax/include/machConst.h: write-through`,
      ["caches.data.write.hit"],
      ["back"],
    ),
    ...sourced(`${paper}: write-allocate with lines of one word`, ["caches.data.write.miss"]),
    ...sourced(
      "as caches.data.write.miss; other policies go without partial",
      ["caches.data.write"],
      [
        { hit: "through", miss: "write-around" },
        { hit: "through", miss: "fetch-on-write" },
      ],
    ),
    ...assumed(
      "the paper does not say what a byte or half-word store does that misses",
      ["caches.data.write.partial"],
      ["fetch"],
    ),
    ...sourced(`${paper}: 6 entries, a word each`, within("writeBuffer", "entries", "width")),
    ...sourced(`${paper}: 4 KB page-mode page`, ["writeBuffer.pageBytes"]),
    ...sourced(
      `${paper}: a page-mode write takes 1 cycle (5: no page mode)`,
      ["writeBuffer.pageCycles"],
      [5],
    ),
    ...sourced(`${paper}: any other write takes 5 cycles`, ["writeBuffer.cycles"]),
    ...assumed(
      "the paper does not say whether a read between two writes ends page mode",
      ["writeBuffer.readClosesPage"],
      [true],
    ),
    ...sourced(
      `${paper}: reads go before writes in the buffer, but wait for one that has started`,
      ["writeBuffer.readPriority"],
      [false],
    ),
    ...sourced(
      `${paper}; null: what the write buffer's limits are worth in all`,
      ["writeBuffer"],
      [null],
    ),
    ...assumed(
      "not printed; about 11, derived from the uncached component of Figure 2-1, which is therefore no validation",
      ["uncached.loadCycles"],
      [6, 15, 22],
    ),
    ...assumed("taken to be as uncached.loadCycles", ["uncached.fetchCycles"], [6, 15, 22]),
    ...sourced(
      `${paper}: 64 entries, 56 of them replaced at random and 8 wired; refilled by software`,
      within("tlb.unified", "entries", "replacement", "wired", "refill"),
    ),
    ...sourced(
      "R3000: fully associative, entries carry a 6-bit ASID (Mach 3.0 mips/mips_cpu.h)",
      within("tlb.unified", "ways", "spaceTags"),
    ),
    ...assumed("any sequence of random victims will do", ["tlb.unified.seed"], [2, 3, 4]),
    ...sourced(
      "Mach 3.0 mips/locore.s, TRAP_tlb_umiss: 9 instructions, a load from a linear page table in kseg2; the paper's own data give 9.1 to 9.2 a miss",
      within("tlb.unified.user", "instructions", "mapped"),
    ),
    ...sourced(
      "R3000 vectors (4.4BSD pmax/include/machConst.h)",
      ["user", "kernel"].map((which) => `tlb.unified.${which}.address`),
    ),
    ...assumed(
      "base of kseg2; the alternative is half a cache further",
      ["tlb.unified.user.table"],
      [0xc000_8000],
    ),
    ...sourced(
      "derived: 63 to 68 instructions a KTLB miss in the data of Chen and Bershad's Figure 3-1",
      ["tlb.unified.kernel.instructions"],
      [63, 68],
    ),
    ...assumed(
      "the kernel's own page table is taken to be in kseg0; the alternative is half a cache further",
      ["tlb.unified.kernel.table"],
      [0x8020_8000],
    ),
    ...sourced("follows from table: kseg0 is not mapped", ["tlb.unified.kernel.mapped"]),
    ...sourced(
      `${paper}: the physical page is a function of virtual page and ASID, without conflicts within 64 KB`,
      ["mapping.kind"],
      ["identity"],
    ),
    ...assumed(
      "the paper does not give the function; seed 0 was fixed before the first run, the others show the spread",
      ["mapping.seed"],
      otherSeeds,
    ),
  ],
};
