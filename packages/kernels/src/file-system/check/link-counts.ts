/**
 * Phase 4: how many names every inode has, and says it has. What has none is put into lost+found if
 * there is something in it and it is not meant to be gone (no names by its own count, too).
 */
import { REGULAR, TYPE_MASK } from "../dinode.ts";
import { cutFile } from "./blocks.ts";
import { reconnect } from "./lost-and-found.ts";
import { type CheckState, changed, clearInode, report } from "./state.ts";

export function checkLinkCounts(state: CheckState): void {
  let names = countNames(state);
  const nameless = () => [...state.inodes.keys()].filter((inode) => !names.has(inode));
  // A second round finds what lost its name to lost+found itself.
  for (let lost = nameless(); lost.length > 0; lost = nameless()) {
    for (const inode of lost) rescue(state, inode);
    names = countNames(state);
  }
  for (const [number, inode] of state.inodes) {
    const right = names.get(number) ?? 0;
    if (inode.nlink === right) continue;
    const kind = inode.nlink > right ? "link-count-high" : "link-count-low";
    const what = `inode ${number}: it has ${right} names and says ${inode.nlink}: corrected`;
    report(state, kind, what, { inode: number });
    changed(state, number).nlink = right;
  }
}

/** Names of each inode, `.` and `..` among them. */
function countNames(state: CheckState): Map<number, number> {
  const names = new Map<number, number>();
  const count = (inode: number) => names.set(inode, (names.get(inode) ?? 0) + 1);
  for (const { inode, dotDot, chunks } of state.directories.values()) {
    count(inode);
    count(dotDot!);
    for (const chunk of chunks) for (const entry of chunk) count(entry.inode);
  }
  return names;
}

function rescue(state: CheckState, number: number): void {
  const inode = state.inodes.get(number)!;
  const isEmpty = (inode.mode & TYPE_MASK) === REGULAR && inode.size === 0;
  const name = inode.nlink <= 0 || isEmpty ? undefined : reconnect(state, number);
  const now = name === undefined ? "freed" : `now /lost+found/${name}`;
  report(state, "unreferenced-file", `inode ${number}: nothing names it: ${now}`, {
    inode: number,
  });
  if (name !== undefined) return;
  cutFile(state, number, 0);
  clearInode(state, number);
}
