/**
 * What a machine must know of the guest it runs, in addresses: where it idles, how it says who runs,
 * which functions end a TLB refill. No guest is changed to be traced.
 */

/** Virtual addresses [start, end). */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

export interface Guest {
  /** Functions in which nothing is done but waiting. */
  readonly idle: readonly AddressRange[];
  /** Who runs: when the function at `at` begins, the word at `read` is the id of the space. */
  readonly space: { readonly at: number; readonly read: number } | undefined;
  /** Functions that begin when a refill of the TLB has become more than that. */
  readonly refillLeave: readonly number[];
  /** Parts of kseg2 that every space has its own of. */
  readonly perProcess: readonly AddressRange[];
}

/** A guest of which nothing is known. */
export const UNKNOWN_GUEST: Guest = { idle: [], space: undefined, refillLeave: [], perProcess: [] };
