/**
 * Coprocessor 0: numbers and bits of its registers (docs/r3000.md, section 4).
 */
export const INDEX = 0;
export const RANDOM = 1;
export const ENTRY_LO = 2;
export const CONTEXT = 4;
export const BAD_VADDR = 8;
export const ENTRY_HI = 10;
export const STATUS = 12;
export const CAUSE = 13;
export const EPC = 14;
export const PRID = 15;

/** What debuggers call the registers, by number. */
export const CP0_NAMES: readonly string[] = Array.from({ length: 32 }, (_, number) => {
  const names: Record<number, string> = {
    [INDEX]: "c0_index",
    [RANDOM]: "c0_random",
    [ENTRY_LO]: "c0_entrylo",
    [CONTEXT]: "c0_context",
    [BAD_VADDR]: "c0_badvaddr",
    [ENTRY_HI]: "c0_entryhi",
    [STATUS]: "c0_status",
    [CAUSE]: "c0_cause",
    [EPC]: "c0_epc",
    [PRID]: "c0_prid",
  };
  return names[number] ?? `c0_${number}`;
});

// Status.
/** Interrupts enabled; user mode. The current pair of the stack. */
export const IE_C = 1;
export const KU_C = 2;
export const STACK = 0x3f;
export const ISOLATED = 1 << 16;
export const SWAPPED = 1 << 17;
export const CACHE_MISS = 1 << 19;
export const BOOT_VECTORS = 1 << 22;
/** CU0: coprocessor 0 is usable in user mode. */
export const CU0 = 1 << 28;
export const INTERRUPT_MASK = 0xff00;
/** Bits that MTC0 writes: CU, RE, BEV, TS, SwC, IsC, IM, the stack. */
export const STATUS_WRITTEN = 0xf263ff3f | 0;
export const STATUS_AT_RESET = BOOT_VECTORS;

// Cause.
export const BRANCH_DELAY = 1 << 31;
export const SOFTWARE_INTERRUPTS = 0x300;
export const HARDWARE_INTERRUPTS = 0xfc00;

// EntryHi and EntryLo.
export const VPN = 0xfffff000 | 0;
export const ASID = 0xfc0;
export const NONCACHEABLE = 1 << 11;
export const DIRTY = 1 << 10;
export const VALID = 1 << 9;
export const GLOBAL = 1 << 8;
export const ENTRY_LO_WRITTEN = 0xffffff00 | 0;

/** Index 31: the last probe found nothing. */
export const PROBE_FAILED = 1 << 31;
export const INDEX_FIELD = 0x3f00;
export const CONTEXT_BASE = 0xffe00000 | 0;

/** R3000, implementation 2, version 2.0. */
export const PRID_R3000 = 0x220;

// Exception codes.
export const EXCEPTION = {
  interrupt: 0,
  modified: 1,
  tlbLoad: 2,
  tlbStore: 3,
  addressLoad: 4,
  addressStore: 5,
  busFetch: 6,
  busData: 7,
  syscall: 8,
  breakpoint: 9,
  reserved: 10,
  unusable: 11,
  overflow: 12,
} as const;

export const EXCEPTION_NAMES: readonly string[] = [
  "Int",
  "Mod",
  "TLBL",
  "TLBS",
  "AdEL",
  "AdES",
  "IBE",
  "DBE",
  "Sys",
  "Bp",
  "RI",
  "CpU",
  "Ov",
];

export const UTLB_VECTOR = 0x80000000 | 0;
export const GENERAL_VECTOR = 0x80000080 | 0;
export const BOOT_UTLB_VECTOR = 0xbfc00100 | 0;
export const BOOT_GENERAL_VECTOR = 0xbfc00180 | 0;

/** Entries of the TLB; those below WIRED are never named by Random. */
export const TLB_ENTRIES = 64;
export const TLB_WIRED = 8;
