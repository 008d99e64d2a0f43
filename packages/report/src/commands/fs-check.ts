/**
 * `mcpi fs check`: whether a disk's file system is in order, and one that is.
 */
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Argv } from "yargs";
import { CheckFailed } from "../console/errors.ts";
import { plural } from "../console/table.ts";
import { defineCommand } from "../context.ts";
import { text } from "../options/common.ts";

const builder = (parser: Argv) =>
  parser
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "a disk's image (also .gz)",
    })
    .options({
      repair: text("--repair", "write a repaired image there; packed if it ends in .gz", "file"),
      json: { type: "boolean", describe: "print findings as JSON" },
    })
    .example("$0 fs check root.img", "exit status 1 if anything is wrong")
    .example("$0 fs check root.img --repair good.img", "and what is made of it");

export const fsCheckCommand = defineCommand(
  "check <image>",
  "is a disk's file system in order? Repair it",
  builder,
  async ({ image, repair, json }, { output }) => {
    const { checkFileSystem, diskBytes } = await import("@mcpi/kernels");
    const { findings, onlyExpected, repaired } = checkFileSystem(diskBytes(image), {
      name: image,
      repair: repair !== undefined,
    });
    if (repair !== undefined && repaired !== undefined)
      writeFileSync(repair, repair.endsWith(".gz") ? gzipSync(repaired, { level: 9 }) : repaired);
    if (json === true)
      await output.write(`${JSON.stringify({ image, onlyExpected, findings }, undefined, 2)}\n`);
    else {
      const lines = findings.map(
        ({ phase, expected, message }) =>
          `${phase}  ${expected ? "expected  " : "UNEXPECTED"}  ${message}\n`,
      );
      await output.write(lines.length === 0 ? `${image}: in order\n` : lines.join(""));
    }
    if (findings.length === 0) return;
    const what = onlyExpected ? "nothing but what a power cut leaves" : "not by a power cut alone";
    const now = repair === undefined ? "" : `; ${repair} is in order`;
    throw new CheckFailed(`${image}: ${plural(findings.length, "finding")}, ${what}${now}`);
  },
);
