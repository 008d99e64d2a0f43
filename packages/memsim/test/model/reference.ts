/**
 * What the model is told: single references with plain 64-bit addresses, and events.
 */

/** A virtual page and what the machine knew of it. */
export interface Page {
  /** Virtual address / 4096, below 2^52. */
  readonly vpn: number;
  /** The space it belongs to: 0 if it is global. */
  readonly space: number;
  /** Physical address / 4096 as recorded, or -1. */
  readonly frame: number;
  readonly uncached: boolean;
  readonly unmapped: boolean;
  readonly global: boolean;
}

/** What of a reference lies in one page. */
export interface Part {
  readonly page: Page;
  readonly offset: number;
  readonly size: number;
}

/** One part, or two if it crosses a page. */
export type Reference = readonly Part[];

export type Event =
  | { readonly kind: "space"; readonly space: number }
  | { readonly kind: "mode"; readonly mode: "user" | "kernel" }
  | { readonly kind: "refill-begin" | "refill-end" | "idle-begin" }
  | { readonly kind: "idle-end"; readonly cycles: number }
  | { readonly kind: "flush-all" | "flush-non-global" }
  | { readonly kind: "flush-page"; readonly page: Page }
  | {
      readonly kind: "invalidate";
      readonly page: Page;
      readonly offset: number;
      readonly which: "instruction" | "data" | "both";
      /** All lines of the set that the address chooses. */
      readonly byIndex: boolean;
    };
