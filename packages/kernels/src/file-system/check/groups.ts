/**
 * Phase 5: maps and counts. What phases 1 to 4 know is the truth; each group's block, the summary
 * and the superblock's counts must say the same.
 */
import { groupBase, groupBlock, groupCylinders, groupFragments } from "../addresses.ts";
import { mapBytes, setBit, testBit } from "../bitmap.ts";
import {
  countFree,
  encodeGroup,
  GROUP_FIELDS,
  GROUP_MAGIC,
  type GroupLayout,
  type GroupState,
  groupLayout,
} from "../cylinder-group.ts";
import { encodeSuperblock, SUPERBLOCK_BYTE } from "../superblock.ts";
import { isDirectory } from "./directories.ts";
import { type CheckState, NOBODY, report } from "./state.ts";

export function checkGroups(state: CheckState): void {
  const { s, view } = state;
  const totals = [0, 0, 0, 0];
  let isSummaryRight = true;
  for (let group = 0; group < s.ncg; group++) {
    const truth = groupTruth(state, group);
    checkGroup(state, truth);
    const { nbfree, nffree } = countFree(s, group, truth.free);
    [truth.ndir, nbfree, truth.nifree, nffree].forEach((count, i) => {
      const at = s.csaddr * s.fsize + 16 * group + 4 * i;
      if (view.getInt32(at, true) !== count) isSummaryRight = false;
      view.setInt32(at, count, true);
      totals[i] += count;
    });
  }
  if (!isSummaryRight) report(state, "summary", "the summary of the groups is wrong: corrected");
  checkTotals(state, totals);
  checkClean(state);
  const superblock = state.image.subarray(SUPERBLOCK_BYTE, SUPERBLOCK_BYTE + s.sbsize);
  encodeSuperblock(s, superblock);
}

function groupTruth(state: CheckState, group: number): GroupState {
  const { s, view } = state;
  const inodes = new Uint8Array(mapBytes(s.ipg));
  let nifree = s.ipg;
  let ndir = 0;
  for (let i = 0; i < s.ipg; i++) {
    const inode = group * s.ipg + i;
    // Inodes 0 and 1 are nobody's, and never free.
    if (!state.inodes.has(inode) && inode > 1) continue;
    setBit(inodes, i);
    nifree--;
    if (isDirectory(state, inode)) ndir++;
  }
  const free = new Uint8Array(mapBytes(s.fpg));
  const fragments = groupFragments(s, group);
  for (let d = 0; d < fragments; d++)
    if (state.owners[groupBase(s, group) + d] === NOBODY) setBit(free, d);
  const at = groupBlock(s, group) * s.fsize;
  const word = (field: keyof typeof GROUP_FIELDS) => view.getInt32(at + GROUP_FIELDS[field], true);
  return {
    ...{ group, inodes, free, nifree, ndir },
    time: word("time"),
    rotor: word("rotor"),
    frotor: word("frotor"),
    irotor: word("irotor"),
  };
}

function checkGroup(state: CheckState, truth: GroupState): void {
  const { s, image } = state;
  const { group } = truth;
  const at = groupBlock(s, group) * s.fsize;
  const now = image.subarray(at, at + s.bsize);
  const before = state.findings.length;
  const found = (kind: Parameters<typeof report>[1], what: string) =>
    report(state, kind, `group ${group}: ${what}`, { group });
  const isWhole = checkHeader(state, truth, now, found);
  const right = isWhole ? now.slice() : new Uint8Array(s.bsize);
  const rotors = isWhole ? rightRotors(state, truth, found) : { rotor: 0, frotor: 0, irotor: 0 };
  encodeGroup(s, { ...truth, ...rotors, ...(!isWhole && { time: s.time }) }, right);
  if (isWhole) compareMaps(state, truth, now, found);
  if (state.findings.length === before && Buffer.compare(right, now) !== 0)
    found("group-counts", "its counts are not those of its maps: corrected");
  now.set(right);
}

type Found = (kind: Parameters<typeof report>[1], what: string) => void;

/** @returns whether the block is this group's */
function checkHeader(
  state: CheckState,
  { group }: GroupState,
  now: Uint8Array,
  found: Found,
): boolean {
  const view = new DataView(now.buffer, now.byteOffset, now.byteLength);
  const word = (field: keyof typeof GROUP_FIELDS) => view.getInt32(GROUP_FIELDS[field], true);
  if (word("magic") !== GROUP_MAGIC || word("cgx") !== group) {
    const magic = `0x${(word("magic") >>> 0).toString(16).padStart(8, "0")}`;
    const what = `its block begins with ${magic} and says group ${word("cgx")}: made anew`;
    found("group-damaged", what);
    return false;
  }
  const layout = groupLayout(state.s);
  const wrong = (Object.keys(layout) as (keyof GroupLayout)[]).find(
    (field) => word(field) !== layout[field],
  );
  if (wrong !== undefined) {
    const what = `cg_${wrong} is ${word(wrong)}, not ${layout[wrong]}: its block is made anew`;
    found("group-layout", what);
    return false;
  }
  const sizes = [
    ["ndblk", word("ndblk"), groupFragments(state.s, group)],
    ["ncyl", view.getInt16(GROUP_FIELDS.ncyl, true), groupCylinders(state.s, group)],
    ["niblk", view.getUint16(GROUP_FIELDS.niblk, true), state.s.ipg],
  ] as const;
  for (const [field, value, right] of sizes)
    if (value !== right) found("group-layout", `cg_${field} is ${value}, not ${right}: corrected`);
  return true;
}

function rightRotors(state: CheckState, truth: GroupState, found: Found) {
  const { s } = state;
  const fragments = groupFragments(s, truth.group);
  const within = (field: "rotor" | "frotor" | "irotor", count: number) => {
    const value = truth[field];
    if (value >= 0 && value < count) return value;
    found("group-rotor", `cg_${field} is ${value}, not 0 to ${count - 1}: set to 0`);
    return 0;
  };
  return {
    rotor: within("rotor", fragments),
    frotor: within("frotor", fragments),
    irotor: within("irotor", s.ipg),
  };
}

function compareMaps(state: CheckState, truth: GroupState, now: Uint8Array, found: Found): void {
  const { s } = state;
  const layout = groupLayout(s);
  const inodes = differences(truth.inodes, now.subarray(layout.iusedoff), mapBytes(s.ipg) * 8);
  if (inodes.onlyRight + inodes.onlyNow > 0)
    found(
      "inode-map",
      `${inodes.onlyRight} inodes are in use and not marked so, ${inodes.onlyNow} the other way round: corrected`,
    );
  const free = differences(truth.free, now.subarray(layout.freeoff), mapBytes(s.fpg) * 8);
  if (free.onlyRight + free.onlyNow > 0)
    found(
      "free-map",
      `${free.onlyRight} fragments are free and not marked so, ${free.onlyNow} the other way round: corrected`,
    );
}

function differences(right: Uint8Array, now: Uint8Array, bits: number) {
  let onlyRight = 0;
  let onlyNow = 0;
  for (let i = 0; i < bits; i++) {
    const isRight = testBit(right, i);
    if (isRight === testBit(now, i)) continue;
    if (isRight) onlyRight++;
    else onlyNow++;
  }
  return { onlyRight, onlyNow };
}

function checkTotals(state: CheckState, totals: readonly number[]): void {
  const { s } = state;
  const [ndir, nbfree, nifree, nffree] = totals;
  const counts = { ndir, nbfree, nifree, nffree };
  const fields = Object.keys(counts) as (keyof typeof counts)[];
  if (fields.every((field) => s[field] === counts[field])) return;
  const said = fields.map((field) => s[field]).join(", ");
  const what = `superblock: directories, free blocks, inodes, fragments are ${totals.join(", ")}; it says ${said}: corrected`;
  report(state, "superblock-counts", what);
  Object.assign(s, counts);
}

function checkClean(state: CheckState): void {
  const { s } = state;
  if (s.clean !== 1) report(state, "not-clean", "superblock: not marked as unmounted in order");
  else if (state.findings.length > 0)
    report(state, "falsely-clean", "superblock: marked as clean, and the file system is not");
  s.clean = 1;
}
