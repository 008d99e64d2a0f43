/**
 * The root file system of the guests' UNIX systems:
 *
 *      packages/kernels/guest/root         files as they are ─────┐
 *      packages/kernels/guest/root.json    devices, permissions ──┼──► fixtures/images/root.img.gz
 *      programs (guest-programs.ts)        /bin ──────────────────┘    fixtures/images/root/
 *
 * In fixtures/images/root are the manifest, and of each program its symbols.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  type DirectoryNode,
  makeFileSystem,
  readTree,
  type TreeNode,
} from "../packages/kernels/src/file-system/index.ts";
import { GUEST_FOLDER, type toolVersions } from "./cross-compiler.ts";
import { GUEST_PROGRAMS, pathOf } from "./guest-programs.ts";
import { type BuiltProgram, buildPrograms, programSourcesHash } from "./program-compiler.ts";

export const ROOT_NAME = "root";
const STATIC_FILES = join(GUEST_FOLDER, "root");
/** What the files' folder cannot say. */
const SPEC = `${STATIC_FILES}.json`;
const IMAGE_FILE = `${ROOT_NAME}.img.gz`;
const MANIFEST_FILE = "manifest.json";

/** Puts a node into a tree at `path`, whose directory is made if need be. */
export function put(root: DirectoryNode, path: string, node: TreeNode): void {
  const names = path.split("/").slice(1);
  const last = names.pop() ?? "";
  let entries = root.entries as Record<string, TreeNode>;
  for (const name of names) {
    entries[name] ??= { type: "directory", entries: {} };
    const inner = entries[name];
    if (inner.type !== "directory") throw new Error(`${path}: ${name} is no directory`);
    entries = inner.entries as Record<string, TreeNode>;
  }
  if (entries[last] !== undefined) throw new Error(`${path}: is there twice`);
  entries[last] = node;
}

/** Files and programs. */
export function treeOf(programs: readonly BuiltProgram[]): DirectoryNode {
  const root = readTree(STATIC_FILES, SPEC);
  for (const { program, file } of programs) {
    const path = pathOf(program);
    put(root, path, { type: "file", mode: program.mode ?? 0o755, content: file });
    for (const link of program.links ?? []) put(root, link, { type: "hard-link", to: path });
  }
  return root;
}

/** SHA-256 over all that the image is made of but the file system's own code. */
function sourcesHash(): string {
  const hash = createHash("sha256");
  hash.update(programSourcesHash(GUEST_PROGRAMS));
  hash.update(readFileSync(SPEC));
  const add = (path: string): void => {
    for (const entry of readdirSync(join(STATIC_FILES, path), { withFileTypes: true }).sort(byName))
      if (entry.isDirectory()) add(`${path}/${entry.name}`);
      else {
        const bytes = readFileSync(join(STATIC_FILES, path, entry.name));
        hash.update(`\n${path}/${entry.name} ${bytes.length}\n`).update(bytes);
      }
  };
  add("");
  return hash.digest("hex");
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

interface RootManifest {
  readonly build: {
    readonly sources: string;
    readonly compiler: string;
    readonly binutils: string;
    readonly imageSize: number;
    readonly imageSha256: string;
    readonly gzSize: number;
  };
  readonly programs: readonly object[];
}

export function programEntry({ program, file, symbols }: BuiltProgram) {
  return {
    name: program.name,
    description: program.description,
    path: pathOf(program),
    links: program.links ?? [],
    size: file.length,
    sha256: sha256(file),
    symbols: `${program.name}.symbols`,
    symbolsSha256: sha256(symbols),
  };
}

/**
 * Builds programs and image in `folder`; writes them to the folder of images, or with `check`
 * compares them with what is there. @returns what to say of it. @throws Error when they differ.
 */
export async function buildRoot(
  images: string,
  versions: ReturnType<typeof toolVersions>,
  folder: string,
  check: boolean,
): Promise<string> {
  const programs = await buildPrograms(GUEST_PROGRAMS, folder);
  const image = makeFileSystem(treeOf(programs));
  const said = `${programs.length} programs`;
  if (check) return `${said}: ${compare(images, versions, programs, image)}`;

  const packed = gzipSync(image, { level: 9 });
  const manifest: RootManifest = {
    build: {
      sources: sourcesHash(),
      ...versions,
      imageSize: image.length,
      imageSha256: sha256(image),
      gzSize: packed.length,
    },
    programs: programs.map(programEntry),
  };
  const beside = join(images, ROOT_NAME);
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  writeFileSync(join(images, IMAGE_FILE), packed);
  writeFileSync(join(beside, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const { program, symbols } of programs)
    writeFileSync(join(beside, `${program.name}.symbols`), symbols);
  return `${said}, ${image.length} bytes, packed ${packed.length}`;
}

function compare(
  images: string,
  versions: ReturnType<typeof toolVersions>,
  programs: readonly BuiltProgram[],
  image: Uint8Array,
): string {
  const beside = join(images, ROOT_NAME);
  const file = join(beside, MANIFEST_FILE);
  const packed = join(images, IMAGE_FILE);
  if (!existsSync(file) || !existsSync(packed))
    throw new Error("it was never built; npm run guests builds it");
  const there = JSON.parse(readFileSync(file, "utf8")) as RootManifest;
  if (there.build.sources !== sourcesHash())
    throw new Error("its sources have changed; npm run guests builds it anew");
  const { compiler, binutils } = there.build;
  if (compiler !== versions.compiler || binutils !== versions.binutils)
    return `build; not compared, as they were made by ${compiler}, ${binutils}, and this is ${versions.compiler}, ${versions.binutils}`;
  const now = programs.map(programEntry);
  if (JSON.stringify(there.programs) !== JSON.stringify(now))
    throw new Error("the same compiler makes other programs than those that are there");
  for (const { program, symbols } of programs)
    if (readFileSync(join(beside, `${program.name}.symbols`), "utf8") !== symbols)
      throw new Error(`${program.name}.symbols is not the program's`);
  if (there.build.imageSha256 !== sha256(image) || !gunzipSync(readFileSync(packed)).equals(image))
    throw new Error("the same programs make another file system than the one that is there");
  return "equal";
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
