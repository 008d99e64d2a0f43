/**
 * Phase 2, second part, and phase 3: directories and what they are in. Each has one name, but for
 * the root, and `..` leads to the directory that has it; from the root every one is reached. Those
 * that are not are put into lost+found.
 */
import { ROOT_INODE } from "../addresses.ts";
import { type DirectoryEntry, nameText } from "../directory.ts";
import { cutFile } from "./blocks.ts";
import { isDirectory } from "./directories.ts";
import { reconnect } from "./lost-and-found.ts";
import { type CheckedDirectory, type CheckState, clearInode, report } from "./state.ts";

/** A directory's entry that names a directory. */
interface Name {
  readonly directory: CheckedDirectory;
  readonly chunk: number;
  readonly entry: DirectoryEntry;
}

export function connectDirectories(state: CheckState): void {
  const names = directoryNames(state);
  const root = state.directories.get(ROOT_INODE)!;
  root.parent = ROOT_INODE;
  for (const [inode, all] of names) chooseName(state, state.directories.get(inode)!, all);
  breakLoops(state, names);
  checkDotDots(state);
  const orphans = [...state.directories.values()].filter(({ parent }) => parent === undefined);
  for (let orphan = orphans.shift(); orphan !== undefined; orphan = orphans.shift())
    orphans.push(...reconnectDirectory(state, orphan));
}

function directoryNames(state: CheckState): Map<number, Name[]> {
  const names = new Map<number, Name[]>();
  for (const directory of state.directories.values())
    directory.chunks.forEach((entries, chunk) => {
      for (const entry of entries) {
        if (!isDirectory(state, entry.inode)) continue;
        const all = names.get(entry.inode) ?? [];
        all.push({ directory, chunk, entry });
        names.set(entry.inode, all);
      }
    });
  return names;
}

/** Of several names the one stays that `..` agrees with, else the first; the root has none. */
function chooseName(state: CheckState, named: CheckedDirectory, all: readonly Name[]): void {
  const { inode } = named;
  const possible =
    inode === ROOT_INODE ? [] : all.filter(({ directory }) => directory.inode !== inode);
  const chosen = possible.find(({ directory }) => directory.inode === named.dotDot) ?? possible[0];
  for (const name of all)
    if (name !== chosen) {
      const { directory, entry } = name;
      const what = `directory inode ${inode}: ${JSON.stringify(nameText(entry.name))} in directory inode ${directory.inode} is a second name of it: removed`;
      report(state, "second-name-of-directory", what, { inode });
      remove(name);
    }
  if (chosen !== undefined) named.parent = chosen.directory.inode;
}

function remove({ directory, chunk, entry }: Name): void {
  const entries = directory.chunks[chunk];
  entries.splice(entries.indexOf(entry), 1);
  directory.changed.add(chunk);
}

/** Takes its name from one directory, the lowest, of each that are in each other in a circle. */
function breakLoops(state: CheckState, names: ReadonlyMap<number, readonly Name[]>): void {
  const settled = new Set<number>([ROOT_INODE]);
  for (const start of state.directories.values()) {
    const path: CheckedDirectory[] = [];
    const onPath = new Set<number>();
    let at: CheckedDirectory | undefined = start;
    while (at !== undefined && !settled.has(at.inode) && !onPath.has(at.inode)) {
      path.push(at);
      onPath.add(at.inode);
      at = at.parent === undefined ? undefined : state.directories.get(at.parent);
    }
    if (at !== undefined && onPath.has(at.inode)) {
      const loop = path.slice(path.indexOf(at));
      const lowest = loop.reduce((a, b) => (a.inode < b.inode ? a : b));
      const what = `directory inode ${lowest.inode}: it is in itself, by ${loop.length} directories: its name removed`;
      report(state, "directory-loop", what, { inode: lowest.inode });
      const name = names
        .get(lowest.inode)!
        .find(
          ({ directory, entry, chunk }) =>
            directory.inode === lowest.parent && directory.chunks[chunk].includes(entry),
        )!;
      remove(name);
      lowest.parent = undefined;
    }
    for (const { inode } of path) settled.add(inode);
  }
}

function checkDotDots(state: CheckState): void {
  for (const directory of state.directories.values()) {
    const { inode, dotDot, parent } = directory;
    if (parent === undefined || dotDot === parent) continue;
    // That there is none has been told before.
    if (dotDot !== undefined) {
      const what = `directory inode ${inode}: its .. is inode ${dotDot}, and ${parent} has its name: corrected`;
      report(state, "dot-dot-wrong", what, { inode });
    }
    directory.dotDot = parent;
    directory.changed.add(0);
  }
}

/** @returns what is connected no more because there was no room for the directory itself */
function reconnectDirectory(state: CheckState, orphan: CheckedDirectory): CheckedDirectory[] {
  const { inode } = orphan;
  const name = reconnect(state, inode);
  const now = name === undefined ? "freed" : `now /lost+found/${name}`;
  const what = `directory inode ${inode}: nothing names it: ${now}`;
  report(state, "unreferenced-directory", what, { inode });
  if (name !== undefined) return [];
  cutFile(state, inode, 0);
  clearInode(state, inode);
  const children = [...state.directories.values()].filter(({ parent }) => parent === inode);
  for (const child of children) child.parent = undefined;
  return children;
}
