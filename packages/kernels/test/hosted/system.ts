/** The system on the host: a disk with the programs, started with one of them, and looked at after. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  checkFileSystem,
  type DirectoryNode,
  makeFileSystem,
  openFileSystem,
  readTree,
  type TreeNode,
} from "../../src/file-system/index.ts";
import type { HostedBuild } from "./build.ts";

const ROOT = fileURLToPath(new URL("../../guest/root", import.meta.url));
const DEFAULT_LIMIT_MS = 30_000;

/** How the server ends when the machine is halted; 3 is a panic. */
export const HALTED = 0;

export interface RunOptions {
  /** Files to be put on the disk, by path, whose directories are there. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What is typed at the console, each when the output has come to what stands before it. */
  readonly dialogue?: readonly (readonly [expected: string, typed: string])[];
  /** After so long everything is killed. */
  readonly limitMs?: number;
  /** Called as output comes: all of it so far. */
  readonly watch?: (output: string, server: ChildProcess) => void;
}

export interface Ran {
  readonly status: number | null;
  /** Of the console. */
  readonly output: string;
  /** Of the server. */
  readonly messages: string;
  /** What the disk's check has found. */
  readonly findings: readonly unknown[];
  /** A file of the disk. */
  readonly file: (path: string) => Buffer;
}

/** The root file system's tree, with programs of the host's in /bin. */
export function treeOf(built: HostedBuild, files: RunOptions["files"] = {}): DirectoryNode {
  const root = readTree(ROOT, `${ROOT}.json`);
  const put = (path: string, node: TreeNode): void => {
    const names = path.split("/").slice(1);
    let entries = root.entries as Record<string, TreeNode>;
    for (const name of names.slice(0, -1)) {
      entries[name] ??= { type: "directory", entries: {} };
      entries = (entries[name] as DirectoryNode).entries as Record<string, TreeNode>;
    }
    entries[names[names.length - 1]] = node;
  };
  for (const [name, content] of built.programs)
    put(`/bin/${name}`, { type: "file", mode: 0o755, content });
  put("/bin/[", { type: "hard-link", to: "/bin/test" });
  for (const [path, content] of Object.entries(files)) put(path, { type: "file", content });
  return root;
}

/** Starts the system with `command` in place of init and waits for its end. */
export async function runSystem(
  built: HostedBuild,
  command: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-hosted-run-"));
  const image = join(folder, "root.img");
  try {
    writeFileSync(image, makeFileSystem(treeOf(built, options.files)));
    const server = spawn(built.server, [image, ...command]);
    const chunks = { output: "", messages: "" };
    const dialogue = [...(options.dialogue ?? [])];
    let read = 0;
    server.stdout.on("data", (data) => {
      chunks.output += data;
      options.watch?.(chunks.output, server);
      for (;;) {
        const [expected, typed] = dialogue[0] ?? [];
        const at = expected === undefined ? -1 : chunks.output.indexOf(expected, read);
        if (at < 0) break;
        read = at + expected.length;
        server.stdin.write(typed);
        dialogue.shift();
      }
    });
    server.stderr.on("data", (data) => {
      chunks.messages += data;
    });
    server.stdin.on("error", () => {}); // it ends before it has read all
    const timer = setTimeout(() => server.kill("SIGKILL"), options.limitMs ?? DEFAULT_LIMIT_MS);
    const status = await new Promise<number | null>((resolve, reject) => {
      server.on("error", reject);
      server.on("close", resolve);
    });
    clearTimeout(timer);
    const bytes = readFileSync(image);
    return {
      status,
      output: chunks.output.replaceAll("\r\n", "\n"),
      messages: chunks.messages,
      findings: checkFileSystem(bytes).findings,
      file: (path) => Buffer.from(openFileSystem(bytes).readFile(path)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a program by the driver, with output and errors in a file. @returns what `runSystem` does. */
export function runProgram(
  built: HostedBuild,
  command: readonly string[],
  options?: RunOptions,
): Promise<Ran> {
  return runSystem(built, ["/bin/driver", "-o", "/output", "--", ...command], options);
}
