/**
 * A tree from a directory of the host. Of the host's permissions only that of execution counts
 * (0755 or 0644), and neither owners nor times: the same tree on every machine. The rest is a
 * spec's matter.
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@mcpi/trace";
import { attributesOf, nodeOf, parseTreeSpec, type SpecEntry, type TreeSpec } from "./spec.ts";
import { type DirectoryNode, joined, type TreeNode } from "./tree.ts";

type Entries = Record<string, TreeNode>;

/**
 * Reads a directory of the host, and a spec (spec.ts) that is laid over it.
 * @param specFile the spec's file; without it there is none
 * @throws InputError when something is there that cannot be in a tree, or the spec is wrong; errors
 * of the host's file system as they are.
 */
export function readTree(directory: string, specFile?: string): DirectoryNode {
  if (!statSync(directory).isDirectory())
    throw new InputError(`${directory}: it is no directory, as was expected`);
  const root = readDirectory(directory);
  if (specFile === undefined) return root;
  const spec = parseTreeSpec(readFileSync(specFile, "utf8"), specFile);
  return withSpec(root, spec, specFile);
}

function readDirectory(directory: string): DirectoryNode {
  const entries: Entries = {};
  for (const found of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, found.name);
    if (found.isDirectory()) put(entries, found.name, readDirectory(path));
    else if (found.isSymbolicLink())
      put(entries, found.name, { type: "link", target: readlinkSync(path) });
    else if (found.isFile()) {
      const mode = (statSync(path).mode & 0o111) === 0 ? 0o644 : 0o755;
      put(entries, found.name, { type: "file", mode, content: readFileSync(path) });
    } else
      throw new InputError(
        `${path}: it is neither file, directory nor link: devices and pipes are a spec's matter`,
      );
  }
  return { type: "directory", entries };
}

/** A name such as __proto__ is as good as any. */
function put(entries: Entries, name: string, node: TreeNode): void {
  Object.defineProperty(entries, name, {
    value: node,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function child(entries: Readonly<Entries>, name: string): TreeNode | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/**
 * Lays a spec over a tree: attributes of what is there, and what is not there yet, with the
 * directories above it.
 * @param name what errors call the spec
 * @throws InputError when an entry cannot be.
 */
export function withSpec(root: DirectoryNode, spec: TreeSpec, name = "spec"): DirectoryNode {
  let tree = root;
  // A directory comes before what is in it, whatever the order of the document.
  const paths = Object.keys(spec.entries).sort();
  for (const path of paths) {
    const parts = path.split("/").filter((part) => part !== "");
    tree = laidOver(tree, parts, spec.entries[path], `${name}: ${path}`) as DirectoryNode;
  }
  return tree;
}

function laidOver(
  node: TreeNode | undefined,
  parts: readonly string[],
  entry: SpecEntry,
  where: string,
): TreeNode {
  const [part, ...rest] = parts;
  if (part === undefined) return replaced(node, entry, where);
  const directory = node ?? { type: "directory", entries: {} };
  if (directory.type !== "directory")
    throw new InputError(`${where}: ${joined("", part)} would be in a ${directory.type}`);
  const entries: Entries = {};
  for (const [name, old] of Object.entries(directory.entries)) put(entries, name, old);
  put(entries, part, laidOver(child(directory.entries, part), rest, entry, where));
  return { ...directory, entries };
}

function replaced(node: TreeNode | undefined, entry: SpecEntry, where: string): TreeNode {
  if (node === undefined) return nodeOf(entry, entry.type ?? "directory", where);
  if (entry.type !== undefined && entry.type !== node.type)
    throw new InputError(`${where}: it is a ${entry.type} in the spec, a ${node.type} before`);
  const { sparse, content, target, to, major, minor } = entry;
  if ([content, target, to, major, minor].some((value) => value !== undefined))
    throw new InputError(`${where}: it is there already: only its attributes can be given`);
  if (sparse !== undefined && node.type !== "file")
    throw new InputError(`${where}: a ${node.type} has no sparse`);
  return { ...node, ...attributesOf(entry), ...(sparse !== undefined && { sparse }) } as TreeNode;
}
