/** Runs the command in this process, with streams that keep what is written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { TerminalInput } from "../src/boot/terminal.ts";
import { main } from "../src/main.ts";

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

interface Where {
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly stdin?: TerminalInput;
}

class Kept extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns = 100;

  constructor(terminal: boolean) {
    super();
    this.isTTY = terminal;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** `mcpi` with these arguments: how it ended, and what it wrote. */
export async function mcpi(argv: readonly string[], where: Where = {}): Promise<Ended> {
  const stdout = new Kept(where.terminal ?? false);
  const stderr = new Kept(where.terminal ?? false);
  const status = await main(argv, {
    ...(where.stdin && { stdin: where.stdin }),
    stdout,
    stderr,
    env: where.env ?? { NO_COLOR: "1" },
    signal: where.signal ?? new AbortController().signal,
  });
  return { status, out: stdout.text, err: stderr.text };
}

/** A folder with these files, for one test; `path` gives their names. */
export function newFolder(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-"));
  const path = (name: string) => join(folder, name);
  for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content);
  return { folder, path, remove: () => rmSync(folder, { recursive: true }) };
}

/** Rows of CSV by column. */
export function rowsOf(csv: string): Record<string, string>[] {
  const [heading, ...lines] = csv.trimEnd().split("\n");
  const names = heading.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, at) => [names[at], cell])),
  );
}
