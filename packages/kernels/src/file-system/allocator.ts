/**
 * Where files go: the policy of 4.4BSD's ffs_alloc.c, as long as nothing is ever freed.
 *
 * - A directory goes to the group with the fewest directories among those that have at least the
 *   average number of free inodes (ffs_dirpref); anything else to its directory's group.
 * - A file's first blocks go to its inode's group, each behind the one before; the block of
 *   addresses, and every `maxbpg` blocks from there, begin in a group that has at least the average
 *   of free blocks (ffs_blkpref).
 * - Fragments come from the smallest run of free ones that is long enough in a block that is in use
 *   already, else from a new block (ffs_alloccg).
 * - A group that is full passes on to others by quadratic rehash, then to all (ffs_hashalloc).
 */
import { DIRECT, groupBase, groupFragments, isData } from "./addresses.ts";
import { allSet, clearBit, mapBytes, setBit, testBit } from "./bitmap.ts";
import type { Superblock } from "./superblock.ts";

/** A group as it fills. */
export interface GroupUse {
  readonly inodes: Uint8Array;
  readonly free: Uint8Array;
  ndir: number;
  nifree: number;
  nbfree: number;
  /** Where the last block, fragments and inode were found, in the group. */
  rotor: number;
  frotor: number;
  irotor: number;
}

export class Allocator {
  readonly #s: Superblock;
  readonly groups: readonly GroupUse[];
  /** The group that last got a file's next section. */
  cgrotor = 0;

  /** Of an empty file system, where only inodes 0 and 1 are taken. */
  constructor(superblock: Superblock) {
    this.#s = superblock;
    this.groups = Array.from({ length: superblock.ncg }, (_, group) =>
      emptyGroup(superblock, group),
    );
  }

  /**
   * An inode, near the inode given or, for a directory, where directories should go.
   * @returns undefined when there is none
   */
  inode(near: number | undefined, isDirectory: boolean): number | undefined {
    const s = this.#s;
    const first = near === undefined ? this.#directoryGroup() : Math.floor(near / s.ipg);
    return this.#hashed(first, (group) => {
      const use = this.groups[group];
      if (use.nifree === 0) return undefined;
      for (let i = 0; i < s.ipg; i++) {
        const inGroup = (use.irotor + i) % s.ipg;
        if (testBit(use.inodes, inGroup)) continue;
        setBit(use.inodes, inGroup);
        use.irotor = inGroup;
        use.nifree--;
        if (isDirectory) use.ndir++;
        return group * s.ipg + inGroup;
      }
      return undefined;
    });
  }

  /**
   * Where a file's block should go.
   * @param block its number in the file
   * @param index its place in `before`
   * @param before addresses of the list (inode or block of addresses) that it gets into
   */
  preference(inode: number, block: number, index: number, before: readonly number[]): number {
    const s = this.#s;
    const previous = index === 0 ? 0 : before[index - 1];
    if (index % s.maxbpg !== 0 && previous !== 0) return previous + s.frag;
    if (block < DIRECT) return groupBase(s, Math.floor(inode / s.ipg)) + s.frag;
    const start =
      previous === 0
        ? Math.floor(inode / s.ipg) + Math.floor(block / s.maxbpg)
        : Math.floor(previous / s.fpg) + 1;
    const average = Math.floor(this.groups.reduce((sum, { nbfree }) => sum + nbfree, 0) / s.ncg);
    for (let i = 0; i < s.ncg; i++) {
      const group = (start + i) % s.ncg;
      if (this.groups[group].nbfree >= average) {
        this.cgrotor = group;
        return groupBase(s, group) + s.frag;
      }
    }
    return 0;
  }

  /**
   * Takes `count` fragments that stand together within a block, near `preferred`.
   * @returns undefined when there are none
   */
  fragments(count: number, preferred: number): number | undefined {
    const s = this.#s;
    const wanted = preferred < s.size ? preferred : 0;
    const first = Math.floor(wanted / s.fpg);
    return this.#hashed(first, (group, isFirst) => {
      const near = isFirst ? wanted - groupBase(s, group) : this.groups[group].rotor;
      const found = count === s.frag ? this.#block(group, near) : this.#run(group, count, near);
      return found === undefined ? undefined : groupBase(s, group) + found;
    });
  }

  #directoryGroup(): number {
    const s = this.#s;
    const average = Math.floor(this.groups.reduce((sum, { nifree }) => sum + nifree, 0) / s.ncg);
    let best = 0;
    let fewest = s.ipg;
    this.groups.forEach(({ ndir, nifree }, group) => {
      if (ndir < fewest && nifree >= average) {
        best = group;
        fewest = ndir;
      }
    });
    return best;
  }

  #block(group: number, near: number): number | undefined {
    const s = this.#s;
    const use = this.groups[group];
    if (use.nbfree === 0) return undefined;
    const blocks = Math.floor(groupFragments(s, group) / s.frag);
    const start = Math.floor(near / s.frag);
    for (let i = 0; i < blocks; i++) {
      const d = ((start + i) % blocks) * s.frag;
      if (!allSet(use.free, d, s.frag)) continue;
      for (let f = 0; f < s.frag; f++) clearBit(use.free, d + f);
      use.nbfree--;
      use.rotor = d;
      return d;
    }
    return undefined;
  }

  #run(group: number, count: number, near: number): number | undefined {
    const use = this.groups[group];
    const found = this.#shortestRun(group, count);
    const d = found ?? this.#block(group, near);
    if (d === undefined) return undefined;
    if (found === undefined) {
      // A new block: what is behind the fragments is free again.
      for (let f = count; f < this.#s.frag; f++) setBit(use.free, d + f);
    } else for (let f = 0; f < count; f++) clearBit(use.free, d + f);
    use.frotor = d;
    return d;
  }

  /** The first of the shortest free runs of at least `count` fragments in blocks partly in use. */
  #shortestRun(group: number, count: number): number | undefined {
    const s = this.#s;
    const { free } = this.groups[group];
    const fragments = groupFragments(s, group);
    let best: number | undefined;
    let shortest = s.frag;
    for (let block = 0; block < fragments; block += s.frag) {
      const end = Math.min(block + s.frag, fragments);
      for (let d = block; d < end; ) {
        let run = 0;
        while (d + run < end && testBit(free, d + run)) run++;
        if (run >= count && run < shortest) {
          best = d;
          shortest = run;
        }
        d += run + 1;
      }
    }
    return best;
  }

  #hashed(
    first: number,
    take: (group: number, isFirst: boolean) => number | undefined,
  ): number | undefined {
    const { ncg } = this.#s;
    let group = first;
    let found = take(group, true);
    for (let step = 1; found === undefined && step < ncg; step *= 2) {
      group = (group + step) % ncg;
      found = take(group, false);
    }
    for (let step = 2; found === undefined && step < ncg; step++)
      found = take((first + step) % ncg, false);
    return found;
  }
}

function emptyGroup(s: Superblock, group: number): GroupUse {
  const inodes = new Uint8Array(mapBytes(s.ipg));
  const free = new Uint8Array(mapBytes(s.fpg));
  const fragments = groupFragments(s, group);
  let nbfree = 0;
  for (let d = 0; d < fragments; d += s.frag) {
    const count = Math.min(s.frag, fragments - d);
    let taken = 0;
    for (let f = 0; f < count; f++)
      if (isData(s, groupBase(s, group) + d + f, 1)) setBit(free, d + f);
      else taken++;
    if (taken === 0 && count === s.frag) nbfree++;
  }
  let nifree = s.ipg;
  if (group === 0) {
    setBit(inodes, 0);
    setBit(inodes, 1);
    nifree -= 2;
  }
  return { inodes, free, ndir: 0, nifree, nbfree, rotor: 0, frotor: 0, irotor: 0 };
}
