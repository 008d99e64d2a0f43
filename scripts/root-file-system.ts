/**
 * The root file system of the guests' UNIX systems:
 *
 *      packages/kernels/guest/root     its files as they are ──┐
 *      programs (guest-programs.ts)    /bin ──────────────────┼──► fixtures/images/root.img.gz
 *      here: devices, empty directories, permissions ─────────┘    fixtures/images/root/
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
  type TreeNode,
} from "../packages/kernels/src/file-system/index.ts";
import { GUEST_FOLDER, type toolVersions } from "./cross-compiler.ts";
import { GUEST_PROGRAMS, pathOf } from "./guest-programs.ts";
import { type BuiltProgram, buildPrograms, programSourcesHash } from "./program-compiler.ts";

export const ROOT_NAME = "root";
const STATIC_FILES = join(GUEST_FOLDER, "root");
const IMAGE_FILE = `${ROOT_NAME}.img.gz`;
const MANIFEST_FILE = "manifest.json";

/** Everybody may write, and nobody may remove what is another's. */
const TEMPORARY = 0o1777;
const EMPTY_DIRECTORIES: Readonly<Record<string, number>> = {
  "/mnt": 0o755,
  "/tmp": TEMPORARY,
  "/usr/tmp": TEMPORARY,
};

/** Major and minor numbers as the personality's tables of devices have them. */
const DEVICES: Readonly<Record<string, TreeNode>> = {
  console: { type: "character", major: 0, minor: 0, mode: 0o622 },
  tty: { type: "character", major: 1, minor: 0, mode: 0o666 },
  null: { type: "character", major: 2, minor: 2, mode: 0o666 },
  zero: { type: "character", major: 2, minor: 3, mode: 0o666 },
  rz0: { type: "block", major: 0, minor: 0, mode: 0o600 },
  rrz0: { type: "character", major: 3, minor: 0, mode: 0o600 },
};

/** Files that may be executed. */
const EXECUTABLE = /^\/etc\/rc/;

type Directory = { type: "directory"; mode?: number; entries: Record<string, TreeNode> };

/** The directory at `path`, made if need be. */
function directoryAt(root: Directory, path: string): Directory {
  let at = root;
  for (const name of path.split("/").filter((part) => part !== "")) {
    at.entries[name] ??= { type: "directory", entries: {} };
    at = at.entries[name] as Directory;
  }
  return at;
}

function put(root: Directory, path: string, node: TreeNode): void {
  const slash = path.lastIndexOf("/");
  const { entries } = directoryAt(root, path.slice(0, slash));
  const name = path.slice(slash + 1);
  if (entries[name] !== undefined) throw new Error(`root file system: ${path} is there twice`);
  entries[name] = node;
}

function putStaticFiles(root: Directory, path: string): void {
  for (const entry of readdirSync(join(STATIC_FILES, path), { withFileTypes: true })) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      directoryAt(root, inner);
      putStaticFiles(root, inner);
    } else {
      const mode = EXECUTABLE.test(inner) ? 0o755 : 0o644;
      put(root, inner, { type: "file", mode, content: readFileSync(join(STATIC_FILES, inner)) });
    }
  }
}

function treeOf(programs: readonly BuiltProgram[]): DirectoryNode {
  const root: Directory = { type: "directory", entries: {} };
  putStaticFiles(root, "");
  for (const [path, mode] of Object.entries(EMPTY_DIRECTORIES)) directoryAt(root, path).mode = mode;
  for (const [name, node] of Object.entries(DEVICES)) put(root, `/dev/${name}`, node);
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
  hash.update(JSON.stringify([DEVICES, EMPTY_DIRECTORIES, EXECUTABLE.source]));
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

function programEntry({ program, file, symbols }: BuiltProgram): object {
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

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
