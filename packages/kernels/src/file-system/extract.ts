/**
 * Writes a file system's files into a directory of the host. What the host's files do not hold
 * (owners, permissions, times, devices, second names) is told as a spec, with which `readTree`
 * gives the same tree again.
 */
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@mcpi/trace";
import type { FileStatus, FileSystem } from "./file-system.ts";
import { DEFAULT_TIME } from "./make.ts";
import type { SpecEntry, TreeSpec } from "./spec.ts";

/**
 * Extracts a directory and all below it.
 * @param path in the file system
 * @param directory of the host: it is made, or empty
 * @returns the spec, paths in it counted from `path`
 * @throws InputError when the file system is damaged, or `directory` has something in it.
 */
export function extractTree(system: FileSystem, path: string, directory: string): TreeSpec {
  if (system.stat(path, { follow: true }).type !== "directory")
    throw new InputError(`${path}: it is no directory, as was expected`);
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0)
    throw new InputError(`${directory}: it is not empty: nothing is extracted over other files`);
  const entries: Record<string, SpecEntry> = {};
  const first = new Map<number, string>();
  const above = path === "/" ? "" : path.replace(/\/+$/, "");
  for (const { path: full, status } of system.walk(above === "" ? "/" : above)) {
    const inside = full.slice(above.length) || "/";
    const other = status.type === "directory" ? undefined : first.get(status.inode);
    if (other !== undefined) {
      entries[inside] = { type: "hard-link", to: other };
      continue;
    }
    first.set(status.inode, inside);
    const entry = extractOne(system, full, status, join(directory, inside));
    if (Object.keys(entry).length > 0) entries[inside] = entry;
  }
  return { entries };
}

function extractOne(system: FileSystem, path: string, status: FileStatus, to: string): SpecEntry {
  switch (status.type) {
    case "directory":
      mkdirSync(to, { recursive: true });
      return attributes(status, 0o755);
    case "file": {
      const mode = (status.mode & 0o111) === 0 ? 0o644 : 0o755;
      writeFileSync(to, system.readInode(status.inode, path), { flag: "wx" });
      chmodSync(to, mode);
      return attributes(status, mode);
    }
    case "link":
      symlinkSync(system.readLink(path), to);
      return attributes(status, 0o777);
    case "character":
    case "block":
      return { type: status.type, ...status.device, ...attributes(status, 0o600) };
    case "fifo":
      return { type: "fifo", ...attributes(status, 0o644) };
    case "socket":
      // It means something only to the process that made it.
      return {};
  }
}

/** What differs from what a tree gets without a spec. */
function attributes(status: FileStatus, mode: number): SpecEntry {
  return {
    ...(status.mode !== mode && { mode: status.mode.toString(8).padStart(4, "0") }),
    ...(status.uid !== 0 && { uid: status.uid }),
    ...(status.gid !== 0 && { gid: status.gid }),
    ...(status.mtime !== DEFAULT_TIME && { mtime: status.mtime }),
  };
}
