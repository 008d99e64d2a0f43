/**
 * A program that a machine can be booted with: what is put where in memory, and where it begins.
 */
import type { SymbolMap } from "@mcpi/trace";

export interface ImageSegment {
  /** Address in kseg0 or kseg1 at which it is put. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory; those beyond `bytes` are 0. */
  readonly size: number;
}

/** A checked image: segments do not overlap, and lie in kseg0 or kseg1. */
export interface Image {
  readonly name: string;
  /** Address of the first instruction. */
  readonly entry: number;
  readonly segments: readonly ImageSegment[];
  /** Its functions; empty for a raw image. */
  readonly functions: SymbolMap;
  /** Addresses of all its symbols by name, those of data included. */
  readonly symbols: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
}
