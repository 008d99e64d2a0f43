/** What a trace file holds, and whether all of it is whole. */
import type { Input } from "../formats/input.ts";
import { type BlockCounts, referencesOf } from "./block-counts.ts";
import { readMctOutline } from "./mct-index.ts";
import { readMct, type SalvageReport } from "./mct-reader.ts";
import type { IndexEntry } from "./trace-index.ts";

export interface MctInfo {
  readonly name: string;
  /** Whether every page has a frame number, so that the stream has physical addresses. */
  readonly physical: boolean;
  readonly provenance: Readonly<Record<string, string>>;
  /** Bytes of the (unpacked) file; of a damaged one, those before the damage. */
  readonly bytes: number;
  readonly blocks: readonly IndexEntry[];
  readonly pages: number;
  readonly counts: Readonly<BlockCounts>;
  /** Fetches, loads and stores. */
  readonly references: number;
  /** SHA-256 of everything before the trailer, in hexadecimal; undefined of a damaged file. */
  readonly sha256: string | undefined;
}

/**
 * What a regular file holds, from its header and its index: quick, whatever its length. The blocks
 * are not looked at.
 * @throws InputError when it is no whole trace file.
 */
export async function mctInfo(name: string): Promise<MctInfo> {
  const { header, index, bytes, sha256 } = await readMctOutline(name);
  const { blocks, pages, counts } = index;
  return {
    name,
    ...header,
    bytes,
    blocks,
    pages,
    counts,
    references: referencesOf(counts),
    sha256,
  };
}

/**
 * Reads a whole file and checks everything in it: all checksums, all records, the counts and states
 * of the blocks, the index.
 * @param onDamage if given, a damaged file is not refused: what is whole before the damage is what
 * the result says, and this is told of the damage
 * @throws InputError with the byte offset of the damage.
 */
export async function checkMct(
  input: Input,
  onDamage?: (report: SalvageReport) => void,
): Promise<MctInfo> {
  let damage: SalvageReport | undefined;
  const source = await readMct(input, {
    checkStates: true,
    salvage: onDamage !== undefined,
    onDamage: (report) => {
      damage = report;
    },
  });
  for await (const _ of source.batches());
  if (damage !== undefined) onDamage?.(damage);
  const { info, stored, counts, pages } = source;
  return {
    name: info.name,
    physical: info.physical,
    provenance: info.provenance,
    bytes: damage?.offset ?? stored.end,
    blocks: stored.index.slice(0, source.blocks),
    pages: pages.count,
    counts,
    references: referencesOf(counts),
    sha256: damage === undefined ? stored.sha256 : undefined,
  };
}
