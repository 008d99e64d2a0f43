/**
 * Phase 1: every inode by itself: its type, its size, and its blocks, each of which must be data of
 * this disk and nobody else's. A block that is not becomes a hole; a hole in a directory is phase
 * 2's matter.
 */
import {
  blocksBelow,
  DIRECT,
  fileBlockBytes,
  INDIRECT,
  inodeByte,
  inodeCount,
  isData,
  ROOT_INODE,
} from "../addresses.ts";
import {
  BLOCK,
  CHARACTER,
  DIRECTORY,
  type Dinode,
  decodeDinode,
  hasBlocks,
  isKnownType,
  LINK,
  TYPE_MASK,
} from "../dinode.ts";
import { CHUNK_BYTES } from "../directory.ts";
import { MOST_TARGET_BYTES } from "../tree.ts";
import { type CheckState, changed, clearInode, NOBODY, own, report, sectors } from "./state.ts";

/** A block of addresses with more bad ones than that is no block of addresses (fsck's MAXBAD). */
const MOST_BAD = 10;

export function checkInodes(state: CheckState): void {
  const count = inodeCount(state.s);
  for (let number = ROOT_INODE; number < count; number++) {
    const inode = decodeDinode(state.view, inodeByte(state.s, number));
    if (inode.mode === 0) checkFree(state, number, inode);
    else checkUsed(state, number, inode);
  }
}

function checkFree(state: CheckState, inode: number, free: Dinode): void {
  if (free.size === 0 && free.direct.every(isZero) && free.indirect.every(isZero)) return;
  report(state, "partially-allocated", `inode ${inode}: free, but with size or blocks: cleared`, {
    inode,
  });
  clearInode(state, inode);
}

const isZero = (n: number) => n === 0;

function checkUsed(state: CheckState, number: number, inode: Dinode): void {
  const place = { inode: number };
  state.inodes.set(number, inode);
  if (!isKnownType(inode.mode)) {
    const mode = `0${inode.mode.toString(8)}`;
    report(state, "unknown-type", `inode ${number}: its mode ${mode} has no type: cleared`, place);
    clearInode(state, number);
    return;
  }
  const type = inode.mode & TYPE_MASK;
  const most = type === LINK ? MOST_TARGET_BYTES : state.s.maxfilesize;
  if (!(inode.size >= 0 && inode.size <= most)) {
    report(state, "bad-size", `inode ${number}: ${inode.size} bytes cannot be: cleared`, place);
    clearInode(state, number);
    return;
  }
  if (type === DIRECTORY && !checkDirectorySize(state, number, inode)) return;
  const walk = new BlockWalk(state, number, inode);
  const isTree = hasBlocks(inode, state.s.maxsymlinklen);
  if (isTree) walk.blocks();
  else if (type !== LINK) walk.none(type === CHARACTER || type === BLOCK ? 1 : 0);
  if (type === LINK && isTree && inode.direct[0] === 0) {
    report(state, "link-without-text", `inode ${number}: a link without a text: cleared`, place);
    clearInode(state, number);
    return;
  }
  checkBlockCount(state, number, inode, walk);
}

/** @returns whether there is a directory left */
function checkDirectorySize(state: CheckState, number: number, inode: Dinode): boolean {
  const place = { inode: number };
  if (inode.size === 0) {
    const what = `inode ${number}: a directory without any size: cleared`;
    report(state, "directory-without-size", what, place);
    // It may have blocks all the same: nobody has claimed them.
    clearInode(state, number);
    return false;
  }
  if (inode.size % CHUNK_BYTES !== 0) {
    const size = Math.ceil(inode.size / CHUNK_BYTES) * CHUNK_BYTES;
    const what = `inode ${number}: a directory of ${inode.size} bytes: made ${size}`;
    report(state, "directory-size", what, place);
    changed(state, number).size = size;
  }
  return true;
}

function checkBlockCount(
  state: CheckState,
  number: number,
  inode: Dinode,
  walk: { readonly held: number; readonly cut: boolean },
): void {
  const right = sectors(state.s, walk.held);
  if (inode.blocks === right) return;
  // Where blocks have been taken away the count follows: that is no finding of its own.
  if (!walk.cut)
    report(
      state,
      "block-count",
      `inode ${number}: it holds ${right} sectors and says ${inode.blocks}: corrected`,
      { inode: number },
    );
  changed(state, number).blocks = right;
}

/** One inode's blocks, claimed for it one after the other. */
class BlockWalk {
  /** Fragments that it holds. */
  held = 0;
  /** Whether it has been changed. */
  cut = false;
  readonly #state: CheckState;
  readonly #number: number;
  readonly #inode: Dinode;
  #blocks: number;

  constructor(state: CheckState, number: number, inode: Dinode) {
    this.#state = state;
    this.#number = number;
    this.#inode = inode;
    this.#blocks = Math.ceil(inode.size / state.s.bsize);
  }

  /** Of what has no blocks: all addresses from `first` on must be 0. */
  none(first: number): void {
    this.#blocks = 0;
    for (let i = first; i < DIRECT; i++) this.#direct(i, () => 0);
    for (let i = 0; i < INDIRECT; i++) this.#indirect(i, () => 0);
  }

  blocks(): void {
    const { s } = this.#state;
    for (let block = 0; block < DIRECT; block++)
      this.#direct(block, (address) => {
        const bytes = fileBlockBytes(s, this.#inode.size, block);
        return this.#claimed(address, bytes / s.fsize) ? address : 0;
      });
    let first = DIRECT;
    for (let level = 1; level <= INDIRECT; level++) {
      const begin = first;
      this.#indirect(
        level - 1,
        (address) => (this.#table(address, level, begin) ? address : 0),
        begin,
      );
      first += blocksBelow(s, level);
    }
  }

  #direct(block: number, kept: (address: number) => number): void {
    const address = this.#inode.direct[block];
    if (address === 0) return;
    const now = block < this.#blocks ? kept(address) : this.#beyond(address);
    if (now !== address) this.#inode.direct[block] = this.#changed(now);
  }

  #indirect(index: number, kept: (address: number) => number, first = 0): void {
    const address = this.#inode.indirect[index];
    if (address === 0) return;
    const now = first < this.#blocks ? kept(address) : this.#beyond(address);
    if (now !== address) this.#inode.indirect[index] = this.#changed(now);
  }

  #changed(address: number): number {
    this.cut = true;
    changed(this.#state, this.#number);
    return address;
  }

  #beyond(address: number): number {
    this.#report("blocks-beyond-end", `block ${address} is behind its end: taken away`, address);
    return 0;
  }

  /** A block of addresses, and what is below it. @returns whether it can stay */
  #table(address: number, level: number, first: number): boolean {
    const { s, view } = this.#state;
    if (!this.#isPlace(address, s.frag)) return this.#bad(address);
    const below = blocksBelow(s, level - 1);
    const bad = this.#badIn(address);
    if (bad > MOST_BAD) {
      const what = `block ${address} of addresses has ${bad} bad ones: taken away`;
      this.#report("bad-block", what, address);
      return false;
    }
    if (!this.#claimed(address, s.frag)) return false;
    for (let i = 0; i < s.nindir; i++) {
      const at = address * s.fsize + 4 * i;
      const entry = view.getInt32(at, true);
      if (entry === 0) continue;
      const begin = first + i * below;
      if (begin >= this.#blocks) {
        const what = `block ${entry}, listed in ${address}, is behind its end: taken away`;
        this.#report("partially-truncated", what, entry);
      } else {
        const stays =
          level === 1 ? this.#claimed(entry, s.frag) : this.#table(entry, level - 1, begin);
        if (stays) continue;
      }
      view.setInt32(at, this.#changed(0), true);
    }
    return true;
  }

  #badIn(address: number): number {
    const { s, view } = this.#state;
    let bad = 0;
    for (let i = 0; i < s.nindir; i++) {
      const entry = view.getInt32(address * s.fsize + 4 * i, true);
      if (entry !== 0 && !this.#isPlace(entry, s.frag)) bad++;
    }
    return bad;
  }

  #claimed(address: number, count: number): boolean {
    const { owners } = this.#state;
    if (!this.#isPlace(address, count)) return this.#bad(address);
    for (let d = address; d < address + count; d++) {
      if (owners[d] === NOBODY) continue;
      const other = owners[d] === this.#number ? "itself, elsewhere" : `inode ${owners[d]}`;
      const what = `block ${address} belongs to ${other}: taken away`;
      this.#report("duplicate-block", what, address);
      return false;
    }
    own(this.#state, address, count, this.#number);
    this.held += count;
    return true;
  }

  #isPlace(address: number, count: number): boolean {
    const { s } = this.#state;
    return address > 0 && isData(s, address, count) && (address % s.frag) + count <= s.frag;
  }

  #bad(address: number): false {
    this.#report("bad-block", `block ${address} is no data of this disk: taken away`, address);
    return false;
  }

  #report(kind: Parameters<typeof report>[1], what: string, address: number): void {
    const place = { inode: this.#number, address };
    report(this.#state, kind, `inode ${this.#number}: ${what}`, place);
  }
}
