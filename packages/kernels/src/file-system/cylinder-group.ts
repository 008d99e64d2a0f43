/**
 * The cylinder group block: which of the group's inodes and fragments are in use, and counts of
 * them. The maps are the truth; every count follows from them (`countFree`).
 */
import { groupCylinders, groupFragments } from "./addresses.ts";
import { allSet, mapBytes, testBit } from "./bitmap.ts";
import type { Superblock } from "./superblock.ts";

export const GROUP_MAGIC = 0x00090255;
/** Byte behind the fixed fields, where the tables begin. */
const TABLES_BYTE = 168;

/** Byte of each fixed field. */
export const GROUP_FIELDS = {
  magic: 4,
  time: 8,
  cgx: 12,
  ncyl: 16,
  niblk: 18,
  ndblk: 20,
  ndir: 24,
  nbfree: 28,
  nifree: 32,
  nffree: 36,
  rotor: 40,
  frotor: 44,
  irotor: 48,
  frsum: 52,
  btotoff: 84,
  boff: 88,
  iusedoff: 92,
  freeoff: 96,
  nextfreeoff: 100,
  clustersumoff: 104,
  clusteroff: 108,
  nclusterblks: 112,
} as const;

/** Where a group's tables are within its block. */
export interface GroupLayout {
  readonly btotoff: number;
  readonly boff: number;
  readonly iusedoff: number;
  readonly freeoff: number;
  readonly nextfreeoff: number;
  readonly clustersumoff: number;
  readonly clusteroff: number;
}

/** The layout that newfs gives the groups of such a file system. */
export function groupLayout(s: Superblock): GroupLayout {
  const boff = TABLES_BYTE + s.cpg * 4;
  const iusedoff = boff + s.cpg * s.nrpos * 2;
  const freeoff = iusedoff + mapBytes(s.ipg);
  const end = freeoff + mapBytes(s.fpg);
  const layout = { btotoff: TABLES_BYTE, boff, iusedoff, freeoff };
  if (s.contigsumsize <= 0) return { ...layout, nextfreeoff: end, clustersumoff: 0, clusteroff: 0 };
  // The sums are counted from 1: there is no room for a sum of clusters of no block.
  const clustersumoff = Math.ceil(end / 4) * 4 - 4;
  const clusteroff = clustersumoff + (s.contigsumsize + 1) * 4;
  const nextfreeoff = clusteroff + mapBytes(s.fpg / s.frag);
  return { ...layout, nextfreeoff, clustersumoff, clusteroff };
}

/** What follows from the map of free fragments. */
export interface FreeCounts {
  /** Blocks that are free as a whole. */
  readonly nbfree: number;
  /** Free fragments in other blocks. */
  readonly nffree: number;
  /** How often exactly n free fragments stand together in a block that is not all free. */
  readonly frsum: Int32Array;
  /** Free blocks of each cylinder, and of each cylinder and rotational position. */
  readonly btot: Int32Array;
  readonly positions: Int16Array;
  /** Free blocks, a bit each; runs of them by length. */
  readonly clusters: Uint8Array;
  readonly clusterSums: Int32Array;
}

/** Rotational position of the block that begins at fragment `d` of its group. */
export function rotationalPosition(s: Superblock, d: number): number {
  const sector = (d * s.nspf) % s.spc;
  const track = Math.floor(sector / s.nsect);
  const turned = track * s.trackskew + (sector % s.nsect) * s.interleave;
  return Math.floor(((turned % s.nsect) * s.nrpos) / s.npsect);
}

/** Cylinder in its group of the block that begins at fragment `d`. */
export function cylinderOf(s: Superblock, d: number): number {
  return Math.floor((d * s.nspf) / s.spc);
}

/** Counts the free fragments of a group by its map. */
export function countFree(s: Superblock, group: number, free: Uint8Array): FreeCounts {
  const fragments = groupFragments(s, group);
  const counts = {
    nbfree: 0,
    nffree: 0,
    frsum: new Int32Array(8),
    btot: new Int32Array(s.cpg),
    positions: new Int16Array(s.cpg * s.nrpos),
    clusters: new Uint8Array(mapBytes(s.fpg / s.frag)),
    clusterSums: new Int32Array(s.contigsumsize + 1),
  };
  let run = 0;
  const endOfRun = () => {
    if (run > 0 && s.contigsumsize > 0) counts.clusterSums[Math.min(run, s.contigsumsize)]++;
    run = 0;
  };
  for (let d = 0; d < fragments; d += s.frag) {
    const inBlock = Math.min(s.frag, fragments - d);
    if (inBlock === s.frag && allSet(free, d, s.frag)) {
      counts.nbfree++;
      run++;
      counts.clusters[(d / s.frag) >> 3] |= 1 << ((d / s.frag) & 7);
      const cylinder = cylinderOf(s, d);
      counts.btot[cylinder]++;
      counts.positions[cylinder * s.nrpos + rotationalPosition(s, d)]++;
    } else {
      endOfRun();
      countFragments(free, d, inBlock, counts);
    }
  }
  endOfRun();
  return counts;
}

function countFragments(
  free: Uint8Array,
  from: number,
  count: number,
  counts: { nffree: number; readonly frsum: Int32Array },
): void {
  let together = 0;
  for (let i = 0; i <= count; i++) {
    if (i < count && testBit(free, from + i)) {
      together++;
      continue;
    }
    if (together > 0) counts.frsum[together]++;
    counts.nffree += together;
    together = 0;
  }
}

/** All of a group that is not a count of free fragments. */
export interface GroupState {
  readonly group: number;
  readonly time: number;
  readonly ndir: number;
  readonly nifree: number;
  readonly rotor: number;
  readonly frotor: number;
  readonly irotor: number;
  /** A bit for each inode: in use. */
  readonly inodes: Uint8Array;
  /** A bit for each fragment: free. */
  readonly free: Uint8Array;
}

/** Puts a group into the bytes of its block; what no field covers stays. */
export function encodeGroup(s: Superblock, state: GroupState, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = countFree(s, state.group, state.free);
  const layout = groupLayout(s);
  const put = (field: keyof typeof GROUP_FIELDS, value: number) =>
    view.setInt32(GROUP_FIELDS[field], value, true);
  put("magic", GROUP_MAGIC);
  put("time", state.time);
  put("cgx", state.group);
  view.setInt16(GROUP_FIELDS.ncyl, groupCylinders(s, state.group), true);
  view.setUint16(GROUP_FIELDS.niblk, s.ipg, true);
  const fragments = groupFragments(s, state.group);
  put("ndblk", fragments);
  put("ndir", state.ndir);
  put("nbfree", counts.nbfree);
  put("nifree", state.nifree);
  put("nffree", counts.nffree);
  put("rotor", state.rotor);
  put("frotor", state.frotor);
  put("irotor", state.irotor);
  for (let n = 0; n < 8; n++) view.setInt32(GROUP_FIELDS.frsum + 4 * n, counts.frsum[n], true);
  for (const name of Object.keys(layout) as (keyof GroupLayout)[]) put(name, layout[name]);
  bytes.set(state.inodes.subarray(0, mapBytes(s.ipg)), layout.iusedoff);
  bytes.set(state.free.subarray(0, mapBytes(s.fpg)), layout.freeoff);
  if (hasPositions(s)) {
    counts.btot.forEach((n, i) => {
      view.setInt32(layout.btotoff + 4 * i, n, true);
    });
    counts.positions.forEach((n, i) => {
      view.setInt16(layout.boff + 2 * i, n, true);
    });
  }
  if (s.contigsumsize > 0) {
    put("nclusterblks", Math.floor(fragments / s.frag));
    for (let n = 1; n <= s.contigsumsize; n++)
      view.setInt32(layout.clustersumoff + 4 * n, counts.clusterSums[n], true);
    bytes.set(counts.clusters, layout.clusteroff);
  }
}

/** Whether groups count free blocks by cylinder and position: later systems do not (fs_cpc 0). */
export function hasPositions(s: Superblock): boolean {
  return s.cpc > 0;
}
