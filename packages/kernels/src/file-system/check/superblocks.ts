/**
 * Phase 0: the superblock, by itself and against its copies. If it is damaged the first copy that
 * can be believed takes its place; if two copies agree against it, they are right.
 */
import { InputError } from "@mcpi/trace";
import { groupSuperblock } from "../addresses.ts";
import { encodePositionTables } from "../geometry.ts";
import {
  decodeSuperblock,
  encodeSuperblock,
  LASTING_FIELDS,
  POSITION_TABLE_BYTE,
  SUPERBLOCK_BYTE,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_MAGIC,
  SUPERBLOCK_ROOM,
  type Superblock,
} from "../superblock.ts";
import { SECTOR, superblockFault } from "../superblock-faults.ts";
import { type Finding, finding } from "./findings.ts";

/** fs_opostbl: 16 rows of 8 positions of 16 bits. */
const POSITION_TABLE_BYTES = 256;

/**
 * Finds the superblock to go by, and repairs superblock and copies in the image.
 * @throws InputError when nothing in the image can be believed.
 */
export function checkSuperblocks(image: Uint8Array, name: string, findings: Finding[]): Superblock {
  const s = believed(image, name, findings);
  checkFields(s, findings);
  const primary = image.subarray(SUPERBLOCK_BYTE, SUPERBLOCK_BYTE + s.sbsize);
  encodeSuperblock(s, primary);
  checkTables(s, primary, findings);
  for (let group = 0; group < s.ncg; group++) {
    const at = groupSuperblock(s, group) * s.fsize;
    const copy = image.subarray(at, at + s.sbsize);
    if (sameLasting(decodeSuperblock(copy), s) && sameTables(s, copy, primary)) continue;
    copy.set(primary);
    findings.push(
      finding(
        "superblock-copy",
        `group ${group}: its copy of the superblock differs: copied anew`,
        {
          group,
        },
      ),
    );
  }
  return s;
}

function believed(image: Uint8Array, name: string, findings: Finding[]): Superblock {
  if (image.length < SUPERBLOCK_BYTE + SUPERBLOCK_ROOM)
    throw new InputError(`${name}: ${image.length} bytes are too few for a file system`);
  const s = decodeSuperblock(image.subarray(SUPERBLOCK_BYTE));
  const fault = superblockFault(s, image.length);
  if (fault !== undefined) {
    const copy = searchCopy(image);
    if (copy === undefined)
      throw new InputError(
        `${name}: byte ${SUPERBLOCK_BYTE}: no superblock, and no copy: ${fault}`,
      );
    findings.push(
      finding("superblock-damaged", `superblock: ${fault}: taken from the copy at byte ${copy.at}`),
    );
    image.copyWithin(SUPERBLOCK_BYTE, copy.at, copy.at + copy.s.sbsize);
    // Copies are as old as the file system: whether it was unmounted they do not know.
    return { ...copy.s, clean: 0 };
  }
  const first = copyOf(image, s, 0);
  const last = copyOf(image, s, s.ncg - 1);
  if (first === undefined || sameLasting(first, s)) return s;
  if (last === undefined || s.ncg === 1 || !sameLasting(first, last)) return s;
  const field = LASTING_FIELDS.find((field) => first[field] !== s[field])!;
  findings.push(
    finding(
      "superblock-disagrees",
      `superblock: fs_${field} is ${s[field]}, and ${first[field]} in the copies: taken from them`,
    ),
  );
  for (const lasting of LASTING_FIELDS) s[lasting] = first[lasting];
  return s;
}

function copyOf(image: Uint8Array, s: Superblock, group: number): Superblock | undefined {
  const copy = decodeSuperblock(image.subarray(groupSuperblock(s, group) * s.fsize));
  return superblockFault(copy, image.length) === undefined ? copy : undefined;
}

/** A superblock that can be believed and says itself that it is where it is. */
function searchCopy(
  image: Uint8Array,
): { readonly at: number; readonly s: Superblock } | undefined {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const magicByte = SUPERBLOCK_BYTES - 4;
  for (let at = 2 * SUPERBLOCK_ROOM; at + SUPERBLOCK_ROOM <= image.length; at += SECTOR) {
    if (view.getInt32(at + magicByte, true) !== SUPERBLOCK_MAGIC) continue;
    const s = decodeSuperblock(image.subarray(at));
    if (superblockFault(s, image.length) !== undefined) continue;
    const group = Math.floor(at / s.fsize / s.fpg);
    if (group < s.ncg && groupSuperblock(s, group) * s.fsize === at) return { at, s };
  }
  return undefined;
}

function sameLasting(a: Superblock, b: Superblock): boolean {
  return LASTING_FIELDS.every((field) => a[field] === b[field]);
}

/** Fields that steer a kernel: a wrong one is harmless to files, not to the kernel. */
function checkFields(s: Superblock, findings: Finding[]): void {
  const rules: readonly [keyof Superblock, number, number, number][] = [
    ["minfree", 0, 99, 10],
    ["rotdelay", 0, 1000, 0],
    ["rps", 0, 10_000, 60],
    ["maxcontig", 0, s.fpg, 1],
    ["maxbpg", 1, s.fpg * s.nindir, Math.max(1, Math.floor(s.fpg / s.frag / 4))],
    ["optim", 0, 1, 0],
    ["cgrotor", 0, s.ncg - 1, 0],
  ];
  for (const [field, least, most, instead] of rules) {
    if (s[field] >= least && s[field] <= most) continue;
    findings.push(
      finding(
        "superblock-field",
        `superblock: fs_${field} is ${s[field]}, not ${least} to ${most}: set to ${instead}`,
      ),
    );
    s[field] = instead;
  }
}

function checkTables(s: Superblock, primary: Uint8Array, findings: Finding[]): void {
  if (s.cpc === 0 || !tablesFit(s)) return;
  const right = primary.slice();
  encodePositionTables(s, right);
  if (Buffer.compare(right, primary) === 0) return;
  primary.set(right);
  findings.push(
    finding("rotational-tables", "superblock: its rotational tables are wrong: computed anew"),
  );
}

/** Whether the tables are where newfs puts them: others are left alone. */
function tablesFit(s: Superblock): boolean {
  const blocks = Math.ceil((s.cpc * s.spc) / (s.nspf * s.frag));
  return (
    s.postbloff === POSITION_TABLE_BYTE &&
    s.rotbloff === SUPERBLOCK_BYTES &&
    s.cpc * s.nrpos * 2 <= POSITION_TABLE_BYTES &&
    SUPERBLOCK_BYTES + blocks <= s.sbsize
  );
}

function sameTables(s: Superblock, copy: Uint8Array, primary: Uint8Array): boolean {
  if (s.cpc === 0 || !tablesFit(s)) return true;
  const same = (from: number, to: number) =>
    Buffer.compare(copy.subarray(from, to), primary.subarray(from, to)) === 0;
  const blocks = Math.ceil((s.cpc * s.spc) / (s.nspf * s.frag));
  return (
    same(POSITION_TABLE_BYTE, POSITION_TABLE_BYTE + s.cpc * s.nrpos * 2) &&
    same(SUPERBLOCK_BYTES, SUPERBLOCK_BYTES + blocks)
  );
}
