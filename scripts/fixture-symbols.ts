/**
 * The functions that a recorded program executed, as text in the style of `nm -S`, so that traces can
 * be attributed on machines that do not have the same programs and libraries.
 *
 * Where the files are in memory: Valgrind 3.19 puts a position-independent program at 0x108000 and
 * the dynamic loader at 0x4000000 on x86-64, and the loader says by LD_DEBUG where it puts libraries.
 * Debian's programs are stripped, so that only exported functions have names; `[file+offset]` is
 * the code between two of them.
 */
import { spawn } from "node:child_process";
import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  bytesOf,
  combineSymbolMaps,
  kindOf,
  RUN,
  symbolMapOf,
  type TraceSource,
} from "@mcpi/trace";

const PROGRAM_BASE = 0x108000n;
const LOADER = "/lib64/ld-linux-x86-64.so.2";
const LOADER_BASE = 0x4000000n;

interface LoadedFile {
  readonly path: string;
  readonly base: bigint;
}

/** The functions that `command` executes in `trace`, for which it was run in the folder `work`. */
export async function executedFunctions(
  trace: TraceSource,
  command: readonly string[],
  work: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const files = [
    { path: await realpath(`/usr/bin/${command[0]}`), base: PROGRAM_BASE },
    { path: LOADER, base: LOADER_BASE },
    ...(await librariesOf(command, work, environment)),
  ].sort((a, b) => (a.base < b.base ? -1 : 1));
  const maps = files.map(async ({ path, base }) =>
    symbolMapOf(await readFile(path), basename(path), base),
  );
  const map = combineSymbolMaps(await Promise.all(maps));
  const runs = await runsOf(trace);
  let run = 0;
  const executed = map.ranges.filter(({ start, end }) => {
    while (run < runs.length && runs[run].end <= start) run++;
    return run < runs.length && runs[run].start < end;
  });
  const lines = executed.map(({ start, end, owner }) => {
    const { name, file } = map.functions[owner];
    const { base } = files.find(({ path }) => basename(path) === file)!;
    const unique = name.startsWith("[") ? `[${file}+0x${(start - base).toString(16)}]` : name;
    return `${digits(start)} ${digits(end - start)} t ${unique}`;
  });
  const where = files.map(({ path, base }) => `# ${path} at 0x${base.toString(16)}`);
  return `${[...where, ...lines].join("\n")}\n`;
}

/** Sixteen hexadecimal digits, as nm has them. */
function digits(value: bigint): string {
  return value.toString(16).padStart(16, "0");
}

/** The libraries that the loader says it has loaded. */
async function librariesOf(
  command: readonly string[],
  work: string,
  environment: Readonly<Record<string, string>>,
): Promise<LoadedFile[]> {
  // Where libraries are does not depend on the tool.
  const child = spawn("valgrind", ["--tool=none", "--quiet", ...command], {
    cwd: work,
    env: { ...environment, LD_DEBUG: "files", LD_DEBUG_OUTPUT: "loader" },
    stdio: ["ignore", "ignore", "ignore", "ignore"],
  });
  const status = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw new Error(`${command[0]}: valgrind ended with status ${status}`);
  const reports = (await readdir(work)).filter((name) => name.startsWith("loader."));
  const texts = await Promise.all(reports.map((name) => readFile(join(work, name), "utf8")));
  // Valgrind's own launcher is reported on, too; only the program has Valgrind's library.
  const text = texts.join("\n").split("vgpreload_core").slice(1).join("");
  const paths = [...text.matchAll(/calling init: (\S+)/g)].map(([, path]) => path);
  return [
    ...text.matchAll(/file=(\S+) \[0\]; {2}generating link map\n.* base: 0x([0-9a-f]+)/g),
  ].map(([, name, base]) => {
    const path = paths.find((candidate) => basename(candidate) === basename(name));
    if (path === undefined) throw new Error(`the loader does not say where ${name} is`);
    return { path, base: BigInt(`0x${base}`) };
  });
}

/** The addresses from which instructions were fetched: disjoint ranges in ascending order. */
async function runsOf(trace: TraceSource): Promise<{ start: bigint; end: bigint }[]> {
  const bytes = new Map<number, number>();
  for await (const { words, records } of trace.batches())
    for (let at = 0; at < 2 * records; at += 2) {
      const [address, meta] = [words[at] >>> 0, words[at + 1]];
      if (kindOf(meta) === RUN)
        bytes.set(address, Math.max(bytesOf(meta), bytes.get(address) ?? 0));
    }
  const all = [...bytes]
    .map(([address, count]) => ({ start: trace.pages.virtualAddress(address), count }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  const ranges: { start: bigint; end: bigint }[] = [];
  for (const { start, count } of all) {
    const end = start + BigInt(count);
    const last = ranges[ranges.length - 1];
    if (last === undefined || last.end < start) ranges.push({ start, end });
    else if (last.end < end) last.end = end;
  }
  return ranges;
}
