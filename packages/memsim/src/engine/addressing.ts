/**
 * From a record's compact address to a physical address, a set, and a TLB look-up.
 *
 * The page table has a word for each page id: simulator page number << 12 | entry bits.
 */
import {
  and,
  type Code,
  type Expression,
  eqz,
  type FunctionBuilder,
  load32,
  or,
  shl,
  shr,
  type Variable,
} from "@mcpi/trace/wasm";
import type { CacheStage } from "./cache-stage.ts";
import type { Tlb, TlbUse } from "./tlb.ts";

/** The page bypasses the caches. */
export const ENTRY_UNCACHED = 1;
/** The page's addresses are not translated by the TLB. */
export const ENTRY_UNMAPPED = 2;

export interface AddressingParts {
  /** Address of the page table. */
  readonly pageTable: number;
  /** Address of the table page id -> colour << 12 by virtual address; -1 if no cache needs it. */
  readonly colourTable: number;
  readonly instructionTlb: Tlb | undefined;
  readonly dataTlb: Tlb | undefined;
}

export class Addressing {
  readonly #parts: AddressingParts;

  constructor(parts: AddressingParts) {
    this.#parts = parts;
  }

  /** The page-table entry of a compact address. */
  entry(address: Expression): Code {
    return load32(shl(shr(address, 12), 2), this.#parts.pageTable);
  }

  /** The physical address. */
  physical(entry: Expression, address: Expression): Code {
    return or(and(entry, ~4095), and(address, 4095));
  }

  /** The line number that chooses the set of `unit`. */
  index(unit: CacheStage, pa: Expression, address: Expression): Code {
    if (!unit.virtual) return unit.lineOf(pa);
    const colour = load32(shl(shr(address, 12), 2), this.#parts.colourTable);
    return unit.lineOf(or(colour, and(address, 4095)));
  }

  /** Looks up the page of a reference, if it is mapped and there is a TLB. */
  emitTlb(f: FunctionBuilder, use: TlbUse, address: Expression, entry: Variable): void {
    const tlb = this.#tlb(use);
    if (tlb === undefined) return;
    f.if(eqz(and(entry, ENTRY_UNMAPPED)), () => tlb.emitLookup(f, use, shr(address, 12)));
  }

  #tlb(use: TlbUse): Tlb | undefined {
    return use === "fetch" ? this.#parts.instructionTlb : this.#parts.dataTlb;
  }
}
