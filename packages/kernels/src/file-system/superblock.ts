/**
 * The superblock: what a file system is, where its parts are, how much of it is free. The names are
 * those of 4.4BSD's fs.h without "fs_"; docs/file-system.md says what each is.
 *
 * Decoded it is a record of numbers. Encoding changes only what the record has and leaves all other
 * bytes as they are.
 */

/** Where the superblock is, and how much is set apart for it (SBLOCK, SBSIZE). */
export const SUPERBLOCK_BYTE = 8192;
export const SUPERBLOCK_ROOM = 8192;
/** Size of the structure, without the rotational table behind it. */
export const SUPERBLOCK_BYTES = 1376;
export const SUPERBLOCK_MAGIC = 0x00011954;
/** FS_44INODEFMT */
export const INODE_FORMAT = 2;
/** FS_DYNAMICPOSTBLFMT */
export const DYNAMIC_TABLES = 1;
/** fs_opostbl: where 16 rows of 8 positions have room. */
export const POSITION_TABLE_BYTE = 860;

/** Byte of each field of 32 bits. */
const WORDS = {
  sblkno: 8,
  cblkno: 12,
  iblkno: 16,
  dblkno: 20,
  cgoffset: 24,
  cgmask: 28,
  time: 32,
  size: 36,
  dsize: 40,
  ncg: 44,
  bsize: 48,
  fsize: 52,
  frag: 56,
  minfree: 60,
  rotdelay: 64,
  rps: 68,
  bmask: 72,
  fmask: 76,
  bshift: 80,
  fshift: 84,
  maxcontig: 88,
  maxbpg: 92,
  fragshift: 96,
  fsbtodb: 100,
  sbsize: 104,
  csmask: 108,
  csshift: 112,
  nindir: 116,
  inopb: 120,
  nspf: 124,
  optim: 128,
  npsect: 132,
  interleave: 136,
  trackskew: 140,
  csaddr: 152,
  cssize: 156,
  cgsize: 160,
  ntrak: 164,
  nsect: 168,
  spc: 172,
  ncyl: 176,
  cpg: 180,
  ipg: 184,
  fpg: 188,
  ndir: 192,
  nbfree: 196,
  nifree: 200,
  nffree: 204,
  cgrotor: 724,
  cpc: 856,
  contigsumsize: 1316,
  maxsymlinklen: 1320,
  inodefmt: 1324,
  state: 1352,
  postblformat: 1356,
  nrpos: 1360,
  postbloff: 1364,
  rotbloff: 1368,
  magic: 1372,
} as const;

/** Byte of each field of 64 bits. */
const LONGS = { maxfilesize: 1328, qbmask: 1336, qfmask: 1344 } as const;

/** Byte of each field of 8 bits. */
const BYTES = { fmod: 208, clean: 209, ronly: 210, flags: 211 } as const;

type Field = keyof typeof WORDS | keyof typeof LONGS | keyof typeof BYTES;

/** A superblock's fields. */
export type Superblock = Record<Field, number>;

/**
 * Fields that newfs sets and nobody changes: equal in the superblock and all its copies. The maximal
 * length of links is not among them, nor what tunefs sets.
 */
export const LASTING_FIELDS: readonly Field[] = [
  ...(["sblkno", "cblkno", "iblkno", "dblkno", "cgoffset", "cgmask", "size", "dsize"] as const),
  ...(["ncg", "bsize", "fsize", "frag", "bmask", "fmask", "bshift", "fshift"] as const),
  ...(["fragshift", "fsbtodb", "sbsize", "nindir", "inopb", "nspf"] as const),
  ...(["npsect", "interleave", "trackskew", "csaddr", "cssize", "cgsize", "ntrak"] as const),
  ...(["nsect", "spc", "ncyl", "cpg", "ipg", "fpg", "cpc", "contigsumsize", "inodefmt"] as const),
  ...(["maxfilesize", "qbmask", "qfmask", "postblformat", "nrpos"] as const),
  ...(["postbloff", "rotbloff", "maxsymlinklen", "magic"] as const),
];

const WORD_FIELDS = Object.entries(WORDS) as [keyof typeof WORDS, number][];
const LONG_FIELDS = Object.entries(LONGS) as [keyof typeof LONGS, number][];
const BYTE_FIELDS = Object.entries(BYTES) as [keyof typeof BYTES, number][];

/** The fields of the superblock in the 1376 bytes, or more, given. Whatever they are. */
export function decodeSuperblock(bytes: Uint8Array): Superblock {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Partial<Superblock> = {};
  for (const [name, at] of WORD_FIELDS) fields[name] = view.getInt32(at, true);
  for (const [name, at] of LONG_FIELDS) fields[name] = Number(view.getBigInt64(at, true));
  for (const [name, at] of BYTE_FIELDS) fields[name] = view.getUint8(at);
  return fields as Superblock;
}

/** Puts the fields into the bytes of a superblock. */
export function encodeSuperblock(superblock: Superblock, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, at] of WORD_FIELDS) view.setInt32(at, superblock[name], true);
  for (const [name, at] of LONG_FIELDS) {
    // A number that a double cannot hold was never changed: its bytes stay.
    if (Number.isSafeInteger(superblock[name]))
      view.setBigInt64(at, BigInt(superblock[name]), true);
  }
  for (const [name, at] of BYTE_FIELDS) view.setUint8(at, superblock[name]);
}
