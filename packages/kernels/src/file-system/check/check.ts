/**
 * Checks a file system as fsck does, and repairs it.
 */

import { connectDirectories } from "./connections.ts";
import { checkEntries, makeRoomForDots, readDirectories, writeDirectories } from "./directories.ts";
import { FINDING_KINDS, type Finding } from "./findings.ts";
import { checkGroups } from "./groups.ts";
import { checkInodes } from "./inodes.ts";
import { checkLinkCounts } from "./link-counts.ts";
import { newCheckState, writeInodes } from "./state.ts";
import { checkSuperblocks } from "./superblocks.ts";

export interface CheckOptions {
  /** Gives the repaired image. */
  readonly repair?: boolean;
  /** What errors call the image. */
  readonly name?: string;
}

export interface CheckReport {
  /** What is wrong, in the order of the phases. Nothing: the file system is in order, and clean. */
  readonly findings: readonly Finding[];
  /** Whether there is nothing but what a power cut may leave. */
  readonly onlyExpected: boolean;
  /** With `repair`: an image in which nothing is wrong. */
  readonly repaired?: Uint8Array;
}

/**
 * Checks a file system in five phases: blocks and sizes; names; connections of directories; counts
 * of names; maps and counts of what is free. The image is not changed.
 * @throws InputError when it has no superblock that can be believed, nor a copy of one; or when
 * there is no room for what repair must add.
 */
export function checkFileSystem(image: Uint8Array, options: CheckOptions = {}): CheckReport {
  const findings: Finding[] = [];
  const copy = image.slice();
  const s = checkSuperblocks(copy, options.name ?? "image", findings);
  const state = newCheckState(s, copy, findings);
  checkInodes(state);
  readDirectories(state);
  checkEntries(state);
  makeRoomForDots(state);
  connectDirectories(state);
  checkLinkCounts(state);
  writeDirectories(state);
  writeInodes(state);
  checkGroups(state);
  return {
    findings,
    onlyExpected: findings.every(({ kind }) => FINDING_KINDS[kind].expected),
    ...(options.repair === true && { repaired: copy }),
  };
}
