/**
 * What random programs may contain. `common` is what another emulator gets right that models
 * neither load delays nor hazards, N, caches, BC0F and BC0T or time, does not always see overflow,
 * sets EntryHi and Context at address errors, too, and lets user mode refer to kseg2 and use
 * coprocessor 0.
 */
export interface Profile {
  /** Loads whose delay is seen; loads in delay slots. */
  readonly loadDelays: boolean;
  /** LWL or LWR of a register in flight, the old value of which the next instruction reads. */
  readonly partsSeen: boolean;
  /** TLBWR, and Random is read. */
  readonly tlbwr: boolean;
  /** ADD, ADDI and SUB. */
  readonly overflow: boolean;
  /** BC0F and BC0T. */
  readonly bc0: boolean;
  readonly isolation: boolean;
  /** Reserved words, absent coprocessors. */
  readonly reserved: boolean;
  readonly softwareInterrupts: boolean;
  /** TLB entries with N. */
  readonly uncachedPages: boolean;
  /** Division by zero, and of the least number by -1. */
  readonly oddDivisions: boolean;
  /** MFC0 of any register; TLB entries at random. */
  readonly anyCp0: boolean;
  /** Jumps to where no instruction is. */
  readonly wildJumps: boolean;
  /** Branches in delay slots. */
  readonly branchesInSlots: boolean;
  readonly selfModifying: boolean;
  /** Loads where nothing answers. */
  readonly busErrors: boolean;
  /** Coprocessor 0 in user mode. */
  readonly userControl: boolean;
  /** References to kernel addresses in user mode. */
  readonly userKernelAddresses: boolean;
}

export const COMMON: Profile = {
  loadDelays: false,
  partsSeen: false,
  tlbwr: false,
  overflow: false,
  bc0: false,
  isolation: false,
  reserved: false,
  softwareInterrupts: false,
  uncachedPages: false,
  oddDivisions: false,
  anyCp0: false,
  wildJumps: false,
  branchesInSlots: false,
  selfModifying: true,
  busErrors: false,
  userControl: false,
  userKernelAddresses: false,
};

export const FULL: Profile = {
  loadDelays: true,
  partsSeen: true,
  tlbwr: true,
  overflow: true,
  bc0: true,
  isolation: true,
  reserved: true,
  softwareInterrupts: true,
  uncachedPages: true,
  oddDivisions: true,
  anyCp0: true,
  wildJumps: true,
  branchesInSlots: true,
  selfModifying: true,
  busErrors: true,
  userControl: true,
  userKernelAddresses: true,
};
