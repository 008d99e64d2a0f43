/**
 * `mcpi fs make`: a disk of a directory of the host.
 */
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Argv } from "yargs";
import { grouped } from "../console/table.ts";
import { defineCommand } from "../context.ts";
import { parsed, text } from "../options/common.ts";
import { parseCount } from "../options/size.ts";

const MB = 1 << 20;

const count = (name: string, describe: string, argument: string) =>
  parsed(`--${name}`, describe, argument, (given) => parseCount(`--${name}`, given, 1));

const builder = (parser: Argv) =>
  parser
    .positional("dir", { type: "string", demandOption: true, describe: "what is to be on it" })
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "the image to be written; packed if its name ends in .gz",
    })
    .options({
      size: count("size", "of the disk, in MB (default 32)", "n"),
      spec: text(
        "--spec",
        "owners, permissions, times, devices, links: docs/file-system.md",
        "file.json",
      ),
      time: count(
        "time",
        "of making, and of files without one: seconds since 1970 (default: that of 1 January 1991)",
        "n",
      ),
      block: count("block", "bytes of a block (default 8192)", "n"),
      fragment: count("fragment", "bytes of a fragment (default 1024)", "n"),
      "bytes-per-inode": count("bytes-per-inode", "an inode for so many (default 4096)", "n"),
      "cylinders-per-group": count("cylinders-per-group", "(default 16)", "n"),
    })
    .example("$0 fs make root root.img --spec root.json", "a disk of 32 MB")
    .example("$0 fs make root root.img.gz --size 64", "64 MB, packed");

export const fsMakeCommand = defineCommand(
  "make <dir> <image>",
  "make a disk of a directory",
  builder,
  async (given, { note }) => {
    const { makeFileSystem, openFileSystem, readTree } = await import("@mcpi/kernels");
    const image = makeFileSystem(readTree(given.dir, given.spec), {
      bytes: given.size === undefined ? undefined : given.size * MB,
      time: given.time,
      blockSize: given.block,
      fragmentSize: given.fragment,
      bytesPerInode: given.bytesPerInode,
      cylindersPerGroup: given.cylindersPerGroup,
    });
    const packed = given.image.endsWith(".gz");
    writeFileSync(given.image, packed ? gzipSync(image, { level: 9 }) : image);
    const { superblock: s } = openFileSystem(image);
    const free = (s.nbfree * s.frag + s.nffree) * s.fsize;
    note(
      `${given.image}: ${s.ncg} groups, ${grouped(free / 1024)} KB and ${grouped(s.nifree)} inodes free`,
    );
  },
);
