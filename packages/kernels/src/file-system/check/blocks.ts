/** Blocks of an inode that phase 1 has found to be in order. */
import { blocksBelow, DIRECT, fileBlockBytes, INDIRECT } from "../addresses.ts";
import { hasBlocks } from "../dinode.ts";
import { type CheckState, changed, NOBODY, own, sectors } from "./state.ts";

/** Addresses of a file's blocks in their order; 0 for holes. Of directories: they have no others. */
export function blockAddresses(state: CheckState, number: number): number[] {
  const { s, view } = state;
  const inode = state.inodes.get(number)!;
  const blocks = Math.ceil(inode.size / s.bsize);
  const addresses = inode.direct.slice(0, blocks);
  const collect = (address: number, level: number) => {
    if (addresses.length >= blocks) return;
    if (level === 0) addresses.push(address);
    // Nothing behind a hole can be of a directory.
    else if (address === 0) addresses.push(0);
    else
      for (let i = 0; i < s.nindir && addresses.length < blocks; i++)
        collect(view.getInt32(address * s.fsize + 4 * i, true), level - 1);
  };
  for (let level = 1; level <= INDIRECT && addresses.length < blocks; level++) {
    collect(inode.indirect[level - 1], level);
    if (addresses.includes(0)) break;
  }
  return addresses;
}

/** Cuts a file off behind `blocks` whole blocks: the rest is free. Its size is set to them. */
export function cutFile(state: CheckState, number: number, blocks: number): void {
  const { s, view } = state;
  const inode = changed(state, number);
  if (!hasBlocks(inode, s.maxsymlinklen)) return;
  const before = inode.size;
  let freed = 0;
  const free = (address: number, count: number) => {
    own(state, address, count, NOBODY);
    freed += count;
    return 0;
  };
  const cut = (address: number, level: number, first: number): number => {
    if (address === 0) return 0;
    if (level === 0)
      return first < blocks ? address : free(address, fileBlockBytes(s, before, first) / s.fsize);
    for (let i = 0; i < s.nindir; i++) {
      const at = address * s.fsize + 4 * i;
      const entry = view.getInt32(at, true);
      const kept = cut(entry, level - 1, first + i * blocksBelow(s, level - 1));
      if (kept !== entry) view.setInt32(at, kept, true);
    }
    return first < blocks ? address : free(address, s.frag);
  };
  for (let block = 0; block < DIRECT; block++)
    inode.direct[block] = cut(inode.direct[block], 0, block);
  let first = DIRECT;
  for (let level = 1; level <= INDIRECT; level++) {
    inode.indirect[level - 1] = cut(inode.indirect[level - 1], level, first);
    first += blocksBelow(s, level);
  }
  inode.blocks -= sectors(s, freed);
  inode.size = Math.min(before, blocks * s.bsize);
}
