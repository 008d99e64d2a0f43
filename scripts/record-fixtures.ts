/**
 * Records the traces of fixtures/traces: real programs of any Debian machine under Valgrind's lackey,
 * over a text that is made here, with the functions that they executed; and a few references
 * written by hand.
 *
 * Usage: record-fixtures [name...], all of them without a name. Needs `apt-get install valgrind`. On
 * the same Debian release and processor the traces come out the same but for a few loads that depend
 * on the random bytes that the kernel gives every process.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import {
  inputFrom,
  MctWriter,
  mctInfo,
  openInput,
  openSink,
  pump,
  readDin,
  readLackey,
  readMct,
  type TraceSource,
} from "@mcpi/trace";
import { executedFunctions } from "./fixture-symbols.ts";
import { seededText } from "./seeded-text.ts";

interface Recording {
  readonly name: string;
  readonly about: string;
  /** Lines of the text that the program reads, as text.txt in its folder. */
  readonly lines: number;
  readonly command: readonly string[];
}

const SEED = 1993;

const RECORDINGS: readonly Recording[] = [
  {
    name: "sed",
    about: "a text tool: regular expressions, many short functions, little data",
    lines: 600,
    command: [
      "sed",
      "-E",
      "-e",
      "s/(cache|buffer) ([a-z]+)/\\2 \\1/g",
      "-e",
      "/trap/d",
      "text.txt",
    ],
  },
  {
    name: "gzip",
    about: "compression: tight loops over windows and hash tables of some hundred kilobytes",
    lines: 700,
    command: ["gzip", "-c", "text.txt"],
  },
  {
    name: "perl",
    about: "an interpreter: much code, indirect branches, hashes and strings on a heap",
    lines: 300,
    command: [
      "perl",
      "-ne",
      "$n{$_}++ for split; END { print qq($_ $n{$_}\\n) for sort { $n{$b} <=> $n{$a} || $a cmp $b } keys %n }",
      "text.txt",
    ],
  },
];

/** Nothing of the user's environment gets into a program's stack. */
const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", PERL_HASH_SEED: "0" };
const LACKEY = ["valgrind", "--tool=lackey", "--trace-mem=yes", "--log-fd=3"];

const folder = fileURLToPath(new URL("../fixtures/traces/", import.meta.url));
const wanted = process.argv.slice(2);
const names = [...RECORDINGS.map(({ name }) => name), "hand"];
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0)
  throw new Error(`unknown: ${unknown.join(" ")}; ${names.join(", ")} are known`);
for (const recording of RECORDINGS)
  if (wanted.length === 0 || wanted.includes(recording.name)) await record(recording);
if (wanted.length === 0 || wanted.includes("hand")) await convertHand();

async function record({ name, about, lines, command }: Recording): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "fixture-"));
  try {
    const text = seededText(lines, SEED);
    await writeFile(join(work, "text.txt"), text);
    const all = [...LACKEY, ...command];
    const child = spawn(all[0], all.slice(1), {
      cwd: work,
      env: ENVIRONMENT,
      stdio: ["ignore", "ignore", "inherit", "pipe"],
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const file = join(work, `${name}.mct`);
    const source = readLackey(inputFrom(child.stdio[3] as Readable, name));
    await write(source, file, {
      program: about,
      command: all.map(quoted).join(" "),
      environment: Object.entries(ENVIRONMENT)
        .map(([key, value]) => `${key}=${value}`)
        .join(" "),
      input: `text.txt: seededText(${lines}, ${SEED}) of scripts/seeded-text.ts, SHA-256 ${sha256(text)}`,
      versions: [
        await versionOf("valgrind"),
        await versionOf(command[0]),
        await debianRelease(),
      ].join("; "),
      made: `npm run fixtures ${name}`,
    });
    const status = await ended;
    if (status !== 0) throw new Error(`${name}: valgrind ended with status ${status}`);
    await copyFile(file, join(folder, `${name}.mct`));
    const trace = await readMct(await openInput(file));
    const symbols = await executedFunctions(trace, command, work, ENVIRONMENT);
    await writeFile(join(folder, `${name}.symbols`), symbols);
    await report(name);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function convertHand(): Promise<void> {
  const din = join(folder, "hand.din");
  await write(readDin(await openInput(din)), join(folder, "hand.mct"), {
    program: "a few references written by hand",
    made: "npm run fixtures hand, from hand.din",
  });
  await report("hand");
}

async function write(
  source: TraceSource,
  file: string,
  provenance: Record<string, string>,
): Promise<void> {
  await pump(source, [new MctWriter(await openSink(file), { provenance, level: 9 })]);
}

async function report(name: string): Promise<void> {
  const { references, counts, bytes, pages } = await mctInfo(join(folder, `${name}.mct`));
  console.log(
    `${name}.mct: ${references} references (${counts.fetches} fetches, ${counts.loads} loads, ` +
      `${counts.stores} stores), ${pages} pages, ${bytes} bytes, ${(bytes / references).toFixed(3)} a reference`,
  );
}

/** The first line that a program says about its version. */
async function versionOf(program: string): Promise<string> {
  const child = spawn(program, ["--version"], {
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const chunk of child.stdout) text += chunk;
  return text.trim().split("\n")[0];
}

async function debianRelease(): Promise<string> {
  return `Debian ${(await readFile("/etc/debian_version", "utf8")).trim()} ${process.arch}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function quoted(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word}'`;
}
