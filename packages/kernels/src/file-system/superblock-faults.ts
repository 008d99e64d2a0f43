/**
 * Whether a superblock can be believed: every field that leads to something on the disk agrees with
 * the others and with the size of the disk.
 */
import { groupDataStart, INODE_BYTES } from "./addresses.ts";
import {
  DYNAMIC_TABLES,
  INODE_FORMAT,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_MAGIC,
  SUPERBLOCK_ROOM,
  type Superblock,
} from "./superblock.ts";

/** 4.4BSD's limits: MINBSIZE, MAXBSIZE, MAXFRAG, FS_MAXCONTIG, and the text that an inode holds. */
export const LEAST_BLOCK = 4096;
export const MOST_BLOCK = 65536;
export const SECTOR = 512;
export const MOST_FRAGMENTS = 8;
const MOST_CLUSTER_SIZES = 16;
export const MOST_SHORT_LINK = 60;

const isPowerOfTwo = (n: number) => n > 0 && (n & (n - 1)) === 0;

/** How a superblock's field is wrong. */
interface Rule {
  readonly field: keyof Superblock;
  readonly expected: string | number;
  readonly holds: boolean;
}

const equals = (s: Superblock, field: keyof Superblock, expected: number): Rule => ({
  field,
  expected,
  holds: s[field] === expected,
});

const within = (s: Superblock, field: keyof Superblock, least: number, most: number): Rule => ({
  field,
  expected: `${least} to ${most}`,
  holds: s[field] >= least && s[field] <= most,
});

/**
 * The first thing that is wrong with a superblock, as a phrase; undefined if it can be believed.
 * @param diskBytes size of the disk
 */
export function superblockFault(s: Superblock, diskBytes: number): string | undefined {
  // Each step may rely on the ones before it.
  for (const rules of [sizeRules, layoutRules, groupRules, tableRules])
    for (const { field, expected, holds } of rules(s, diskBytes))
      if (!holds)
        return `fs_${field} is ${field === "magic" ? hex(s.magic) : s[field]}, not ${field === "magic" ? hex(SUPERBLOCK_MAGIC) : expected}`;
  return undefined;
}

const hex = (n: number) => `0x${(n >>> 0).toString(16).padStart(8, "0")}`;

function sizeRules(s: Superblock): Rule[] {
  return [
    equals(s, "magic", SUPERBLOCK_MAGIC),
    {
      field: "bsize",
      expected: `a power of two from ${LEAST_BLOCK} to ${MOST_BLOCK}`,
      holds: isPowerOfTwo(s.bsize) && s.bsize >= LEAST_BLOCK && s.bsize <= MOST_BLOCK,
    },
    {
      field: "fsize",
      expected: `a power of two from ${SECTOR} to the block's ${s.bsize}`,
      holds: isPowerOfTwo(s.fsize) && s.fsize >= SECTOR && s.fsize <= s.bsize,
    },
    equals(s, "frag", s.bsize / s.fsize),
    within(s, "frag", 1, MOST_FRAGMENTS),
    equals(s, "inodefmt", INODE_FORMAT),
    equals(s, "postblformat", DYNAMIC_TABLES),
    within(s, "sbsize", SUPERBLOCK_BYTES, SUPERBLOCK_ROOM),
    within(s, "maxsymlinklen", 0, MOST_SHORT_LINK),
    within(s, "contigsumsize", 0, MOST_CLUSTER_SIZES),
  ];
}

function layoutRules(s: Superblock): Rule[] {
  return [
    equals(s, "bshift", Math.log2(s.bsize)),
    equals(s, "fshift", Math.log2(s.fsize)),
    equals(s, "fragshift", Math.log2(s.frag)),
    equals(s, "bmask", -s.bsize),
    equals(s, "fmask", -s.fsize),
    equals(s, "qbmask", s.bsize - 1),
    equals(s, "qfmask", s.fsize - 1),
    equals(s, "nspf", s.fsize / SECTOR),
    equals(s, "fsbtodb", Math.log2(s.fsize / SECTOR)),
    equals(s, "nindir", s.bsize / 4),
    equals(s, "inopb", s.bsize / INODE_BYTES),
    {
      field: "sblkno",
      expected: `a multiple of ${s.frag} behind the superblock`,
      holds: s.sblkno % s.frag === 0 && s.sblkno * s.fsize >= 2 * SUPERBLOCK_ROOM,
    },
    {
      field: "cblkno",
      expected: `behind the superblock's copy`,
      holds: s.cblkno % s.frag === 0 && (s.cblkno - s.sblkno) * s.fsize >= SUPERBLOCK_ROOM,
    },
    equals(s, "iblkno", s.cblkno + s.frag),
    {
      field: "ipg",
      expected: `a multiple of ${s.inopb} below 65536`,
      holds: s.ipg > 0 && s.ipg < 65536 && s.ipg % s.inopb === 0,
    },
    equals(s, "dblkno", s.iblkno + (s.ipg / s.inopb) * s.frag),
    within(s, "cgsize", 1, s.bsize),
  ];
}

function groupRules(s: Superblock, diskBytes: number): Rule[] {
  const last = s.ncg - 1;
  const dataEnd = groupDataStart(s, last);
  return [
    {
      field: "size",
      expected: `from 1 to the disk's ${Math.floor(diskBytes / s.fsize)} fragments`,
      holds: s.size > 0 && s.size * s.fsize <= diskBytes,
    },
    {
      field: "fpg",
      expected: `a multiple of ${s.frag}`,
      holds: s.fpg > 0 && s.fpg % s.frag === 0,
    },
    equals(s, "ncg", Math.ceil(s.size / s.fpg)),
    {
      field: "cgmask",
      expected: "ones, then zeros",
      holds: s.cgmask < 0 && isPowerOfTwo(-s.cgmask),
    },
    {
      field: "cgoffset",
      expected: "small enough for every group's structures to be within it",
      holds:
        s.cgoffset >= 0 &&
        s.cgoffset % s.frag === 0 &&
        s.dblkno + s.cgoffset * Math.min(~s.cgmask, last) <= s.fpg &&
        dataEnd <= s.size,
    },
    {
      field: "csaddr",
      expected: "in the first group's data",
      holds:
        s.csaddr >= groupDataStart(s, 0) &&
        s.csaddr % s.frag === 0 &&
        s.csaddr + Math.ceil(s.cssize / s.fsize) <= Math.min(s.fpg, s.size),
    },
    {
      field: "cssize",
      expected: `16 bytes for each of ${s.ncg} groups, in whole fragments`,
      holds: s.cssize === Math.ceil((s.ncg * 16) / s.fsize) * s.fsize,
    },
    {
      field: "dsize",
      expected: `from 1 to ${s.size}`,
      // Systems differ in what they count; nothing but the reserve for root hangs on it.
      holds: s.dsize > 0 && s.dsize <= s.size,
    },
  ];
}

function tableRules(s: Superblock): Rule[] {
  const positive = (field: keyof Superblock): Rule => ({
    field,
    expected: "1 or more",
    holds: s[field] > 0,
  });
  return [
    positive("cpg"),
    positive("spc"),
    positive("nrpos"),
    positive("ncyl"),
    within(s, "cpc", 0, s.cpg),
    // Without tables of positions nobody looks at the shape of a track.
    ...(s.cpc === 0
      ? []
      : [
          positive("nsect"),
          within(s, "npsect", s.nsect, s.spc),
          within(s, "trackskew", 0, s.nsect),
          within(s, "interleave", 0, s.nsect),
          {
            field: "cpc" as const,
            expected: "cylinders that are whole blocks together",
            holds: (s.cpc * s.spc) % (s.nspf * s.frag) === 0,
          },
        ]),
    {
      field: "cpg",
      expected: "few enough for the group's maps to fit in its block",
      holds: s.cpg * 4 + s.cpg * s.nrpos * 2 + s.ipg / 8 + s.fpg / 8 + 168 <= s.bsize,
    },
    {
      field: "cpg",
      expected: `of ${s.spc} sectors each, as many as make ${s.fpg} fragments`,
      holds: s.cpg * s.spc === s.fpg * s.nspf,
    },
  ];
}
