/**
 * From a disk's size and shape to a superblock: the decisions of 4.4BSD's newfs.
 */
import { InputError } from "@mcpi/trace";
import { DIRECT, dataFragments, groupDataStart, INDIRECT, INODE_BYTES } from "./addresses.ts";
import { cylinderOf, groupLayout, rotationalPosition } from "./cylinder-group.ts";
import {
  DYNAMIC_TABLES,
  decodeSuperblock,
  INODE_FORMAT,
  POSITION_TABLE_BYTE,
  SUPERBLOCK_BYTE,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_MAGIC,
  SUPERBLOCK_ROOM,
  type Superblock,
} from "./superblock.ts";
import {
  LEAST_BLOCK,
  MOST_BLOCK,
  MOST_FRAGMENTS,
  MOST_SHORT_LINK,
  SECTOR,
  superblockFault,
} from "./superblock-faults.ts";

/** What a file system is to be like. */
export interface Geometry {
  /** Of the whole disk. */
  readonly bytes: number;
  readonly blockSize: number;
  readonly fragmentSize: number;
  /** One inode for that many bytes. */
  readonly bytesPerInode: number;
  readonly sectorsPerTrack: number;
  readonly tracksPerCylinder: number;
  readonly cylindersPerGroup: number;
  readonly revolutionsPerSecond: number;
  /** Per cent that only root may fill. */
  readonly minFree: number;
}

/**
 * A disk of 32 MB like the RZ55 (36 sectors, 15 heads; 3600 revolutions a minute), with Ultrix's
 * block and fragment, and newfs' 16 cylinders a group.
 */
export const DEFAULT_GEOMETRY: Geometry = {
  bytes: 32 * 1024 * 1024,
  blockSize: 8192,
  fragmentSize: 1024,
  bytesPerInode: 4096,
  sectorsPerTrack: 36,
  tracksPerCylinder: 15,
  cylindersPerGroup: 16,
  revolutionsPerSecond: 60,
  minFree: 10,
};

/** Positions of a track that are told apart (newfs' NRPOS), and the tables' room for cylinders. */
const POSITIONS = 8;
const MOST_TABLE_CYLINDERS = 16;

const roundUp = (n: number, to: number) => Math.ceil(n / to) * to;
const isPowerOfTwo = (n: number) => Number.isInteger(Math.log2(n));

/**
 * The superblock of an empty file system; its counts of free things are 0 yet.
 * @throws InputError when there is no such file system.
 */
export function superblockFor(geometry: Geometry): Superblock {
  const { blockSize, fragmentSize } = geometry;
  checkSizes(geometry);
  const frag = blockSize / fragmentSize;
  const nspf = fragmentSize / SECTOR;
  const spc = geometry.sectorsPerTrack * geometry.tracksPerCylinder;
  const cpg = geometry.cylindersPerGroup;
  const inopb = blockSize / INODE_BYTES;
  const nindir = blockSize / 4;
  if ((cpg * spc) % (nspf * frag) !== 0)
    throw new InputError(
      `file system: groups of ${cpg} cylinders of ${spc} sectors are not whole blocks of ${blockSize} bytes`,
    );
  const fpg = (cpg * spc) / nspf;
  const sblkno = roundUp((SUPERBLOCK_BYTE + SUPERBLOCK_ROOM) / fragmentSize, frag);
  const cblkno = sblkno + roundUp(SUPERBLOCK_ROOM / fragmentSize, frag);
  const iblkno = cblkno + frag;
  const ipg = roundUp(Math.ceil((fpg * fragmentSize) / geometry.bytesPerInode), inopb);
  const size = Math.floor(geometry.bytes / fragmentSize);

  const s = decodeSuperblock(new Uint8Array(SUPERBLOCK_BYTES));
  Object.assign(s, {
    ...{ sblkno, cblkno, iblkno, dblkno: iblkno + (ipg / inopb) * frag },
    ...{ bsize: blockSize, fsize: fragmentSize, frag, nspf, spc, cpg, inopb, nindir, fpg, ipg },
    cgoffset: roundUp(Math.ceil(geometry.sectorsPerTrack / nspf), frag),
    cgmask: -(2 ** Math.ceil(Math.log2(geometry.tracksPerCylinder))),
    ...{ minfree: geometry.minFree, rotdelay: 0, rps: geometry.revolutionsPerSecond },
    ...{ bmask: -blockSize, fmask: -fragmentSize },
    ...{ qbmask: blockSize - 1, qfmask: fragmentSize - 1 },
    ...{ bshift: Math.log2(blockSize), fshift: Math.log2(fragmentSize) },
    ...{ fragshift: Math.log2(frag), fsbtodb: Math.log2(nspf) },
    maxcontig: 8,
    maxbpg: Math.max(1, Math.floor(fpg / frag / 4)),
    ...{ csmask: -(blockSize / 16), csshift: Math.log2(blockSize / 16) },
    ...{ npsect: geometry.sectorsPerTrack, nsect: geometry.sectorsPerTrack },
    ...{ ntrak: geometry.tracksPerCylinder, interleave: 1, trackskew: 0 },
    maxsymlinklen: MOST_SHORT_LINK,
    inodefmt: INODE_FORMAT,
    maxfilesize: mostFileBytes(blockSize),
    ...{ postblformat: DYNAMIC_TABLES, nrpos: POSITIONS },
    magic: SUPERBLOCK_MAGIC,
    clean: 1,
  });
  setTables(s);
  setGroups(s, size);
  const fault = superblockFault(s, geometry.bytes);
  if (fault !== undefined) throw new InputError(`file system: no such disk can be made: ${fault}`);
  return s;
}

function checkSizes(geometry: Geometry): void {
  const { blockSize, fragmentSize } = geometry;
  if (!(isPowerOfTwo(blockSize) && blockSize >= LEAST_BLOCK && blockSize <= MOST_BLOCK))
    throw new InputError(
      `file system: blocks of ${blockSize} bytes; a power of two from ${LEAST_BLOCK} to ${MOST_BLOCK} was expected`,
    );
  const least = Math.max(SECTOR, blockSize / MOST_FRAGMENTS);
  if (!(isPowerOfTwo(fragmentSize) && fragmentSize >= least && fragmentSize <= blockSize))
    throw new InputError(
      `file system: fragments of ${fragmentSize} bytes; a power of two from ${least} to the block's ${blockSize} was expected`,
    );
  const whole: (keyof Geometry)[] = [
    ...(["bytes", "bytesPerInode", "sectorsPerTrack", "tracksPerCylinder"] as const),
    ...(["cylindersPerGroup", "revolutionsPerSecond"] as const),
  ];
  for (const key of whole)
    if (!(Number.isSafeInteger(geometry[key]) && geometry[key] > 0))
      throw new InputError(
        `file system: ${key} is ${geometry[key]}; a whole number above 0 was expected`,
      );
  if (!(geometry.minFree >= 0 && geometry.minFree < 100))
    throw new InputError(
      `file system: minFree is ${geometry.minFree}; per cent below 100 were expected`,
    );
}

function mostFileBytes(blockSize: number): number {
  let bytes = blockSize * DIRECT - 1;
  for (let level = 1; level <= INDIRECT; level++) bytes += blockSize * (blockSize / 4) ** level;
  return bytes;
}

/** How many cylinders the tables of rotational positions cover, and where they are. */
function setTables(s: Superblock): void {
  let cylinders = s.nspf * s.frag;
  for (let sectors = s.spc; cylinders > 1 && sectors % 2 === 0; sectors /= 2) cylinders /= 2;
  const bytes = SUPERBLOCK_BYTES + (cylinders * s.spc) / (s.nspf * s.frag);
  // A table's entry is a byte: how many blocks further in the cylinder.
  const fits =
    s.ntrak > 1 &&
    cylinders <= Math.min(MOST_TABLE_CYLINDERS, s.cpg) &&
    s.spc / (s.nspf * s.frag) < 256 &&
    bytes <= SUPERBLOCK_ROOM;
  s.cpc = fits ? cylinders : 0;
  s.postbloff = POSITION_TABLE_BYTE;
  s.rotbloff = SUPERBLOCK_BYTES;
  s.sbsize = roundUp(fits ? bytes : SUPERBLOCK_BYTES, s.fsize);
}

/** Divides `size` fragments into groups. A last group without room for data is not made. */
function setGroups(s: Superblock, size: number): void {
  s.size = size;
  s.ncg = Math.ceil(size / s.fpg);
  const last = s.ncg - 1;
  if (last > 0 && groupDataStart(s, last) >= size) {
    s.size = last * s.fpg;
    s.ncg = last;
  }
  s.ncyl = Math.ceil((s.size * s.nspf) / s.spc);
  s.cgsize = roundUp(groupLayout(s).nextfreeoff, s.fsize);
  if (s.cgsize > s.bsize)
    throw new InputError(
      `file system: a group's maps need ${s.cgsize} bytes, and a block has ${s.bsize}: fewer cylinders a group, please`,
    );
  s.csaddr = groupDataStart(s, 0);
  s.cssize = roundUp(s.ncg * 16, s.fsize);
  s.dsize = dataFragments(s);
}

/** Writes the tables of rotational positions into the bytes of a superblock. */
export function encodePositionTables(s: Superblock, bytes: Uint8Array): void {
  if (s.cpc === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = (cylinder: number, position: number) =>
    s.postbloff + 2 * (cylinder * s.nrpos + position);
  for (let cylinder = 0; cylinder < s.cpc; cylinder++)
    for (let position = 0; position < s.nrpos; position++)
      view.setInt16(head(cylinder, position), -1, true);
  const blocks = (s.cpc * s.spc) / (s.nspf * s.frag);
  // From the last one on: each block then knows the next one at its position.
  for (let block = blocks - 1; block >= 0; block--) {
    const d = block * s.frag;
    const at = head(cylinderOf(s, d), rotationalPosition(s, d));
    const next = view.getInt16(at, true);
    bytes[s.rotbloff + block] = next === -1 ? 0 : next - block;
    view.setInt16(at, block, true);
  }
}
