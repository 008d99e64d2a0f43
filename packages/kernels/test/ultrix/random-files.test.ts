/**
 * The same random commands on files in the guest and on this machine, whose own file system is the
 * oracle: afterwards names, types, permissions, contents, links and counts of names are equal.
 */
import { spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileSystem } from "@mcpi/kernels";
import { expect, test } from "vitest";
import { rootWith, run } from "./support.ts";

const CASES = 3 * Number(process.env.MCPI_FUZZ ?? 1);
const COMMANDS = 120;
const PLACE = "/tmp/random";

/** A program of the shell; what fails is passed over. */
function script(seed: number): string {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = <T>(of: readonly T[]): T => of[below(of.length)];
  const name = () =>
    one(["a", "b", "c", "d", "e", "long-name-that-takes-more-room-in-a-directory"]);
  const path = () => (below(3) === 0 ? name() : `${one(["x", "y", "x/z", "y/w"])}/${name()}`);
  const directory = () => one(["x", "y", "x/z", "y/w", "x/z/v", "new"]);
  const lines = () => one([1, 3, 40, 200, 900]);
  const command = (): string => {
    switch (below(14)) {
      case 0:
        return `mkdir ${directory()}`;
      case 1:
        return `echo ${below(1000)} > ${path()}`;
      case 2:
        return `echo more ${below(1000)} >> ${path()}`;
      case 3:
      case 4:
        return `sed ${lines()}q ../text >> ${path()}`;
      case 5:
        return `cp ${path()} ${path()}`;
      case 6:
        return `mv ${path()} ${path()}`;
      case 7: {
        // BSD's link follows a symbolic link, Linux' does not.
        const from = path();
        return `test -h ${from} || ln ${from} ${path()}`;
      }
      case 8:
        return `ln -s ${name()} ${path()}`;
      case 9:
        return `rm -f ${path()}`;
      case 10:
        return `rmdir ${directory()}`;
      case 11:
        return `mv ${directory()} ${directory()}`;
      case 12:
        return `chmod ${one(["600", "644", "755", "444"])} ${path()}`;
      default:
        return `cat ${path()} >> ${path()}`.replace(/^cat (\S+) >> \1$/, "true");
    }
  };
  return [
    `cd ${PLACE}/work`,
    ...Array.from({ length: COMMANDS }, () => `{ ${command()}; } 2>/dev/null`),
  ].join("\n");
}

interface Entry {
  readonly kind: string;
  readonly mode: number;
  readonly links: number;
  readonly content: string;
}

function hostTree(root: string, path = "", all = new Map<string, Entry>()): Map<string, Entry> {
  for (const name of readdirSync(join(root, path)).sort()) {
    const inner = `${path}/${name}`;
    const status = lstatSync(join(root, inner));
    const kind = status.isDirectory() ? "directory" : status.isSymbolicLink() ? "link" : "file";
    all.set(inner, {
      kind,
      mode: kind === "link" ? 0 : status.mode & 0o7777,
      links: status.nlink,
      content:
        kind === "file"
          ? readFileSync(join(root, inner), "latin1")
          : kind === "link"
            ? readlinkSync(join(root, inner))
            : "",
    });
    if (kind === "directory") hostTree(root, inner, all);
  }
  return all;
}

function guestTree(files: FileSystem, root: string, path = "", all = new Map<string, Entry>()) {
  const names = files
    .list(root + path)
    .map((entry) => entry.name)
    .filter((name) => name !== "." && name !== "..");
  for (const name of names.sort()) {
    const inner = `${path}/${name}`;
    const status = files.stat(root + inner, { follow: false });
    const { type: kind } = status;
    all.set(inner, {
      kind,
      mode: kind === "link" ? 0 : status.mode & 0o7777,
      links: status.links,
      content:
        kind === "file"
          ? Buffer.from(files.readFile(root + inner)).toString("latin1")
          : kind === "link"
            ? files.readLink(root + inner)
            : "",
    });
    if (kind === "directory") guestTree(files, root, inner, all);
  }
  return all;
}

test.each(Array.from({ length: CASES }, (_, at) => [1993 + 7919 * at]))("seed %i", async (seed) => {
  const host = mkdtempSync(join(tmpdir(), "mcpi-random-"));
  try {
    mkdirSync(join(host, "work"));
    const commands = script(seed);
    const input = new URL("../../guest/root/workloads/sed/input", import.meta.url).pathname;
    const prepare = (place: string, source: string) =>
      commands.replace(`cd ${PLACE}/work`, `cd ${place}/work; sed -n p ${source} > ../text`);
    spawnSync("sh", ["-c", `umask 022; ${prepare(host, input)}`]);
    const place = prepare(PLACE, "/workloads/sed/input");
    const disk = await rootWith({ "/script": `umask 022; mkdir ${PLACE} ${PLACE}/work; ${place}` });
    const { files } = await run(["/bin/sh", "/script"], { disk });
    const expected = hostTree(join(host, "work"));
    expect(expected.size).toBeGreaterThan(3);
    expect([...guestTree(files, `${PLACE}/work`)]).toEqual([...expected]);
  } finally {
    rmSync(host, { recursive: true });
  }
}, 240_000);
