/** Guest images are what their manifests say, and the manifests what the schema says. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readElf, SymbolMap } from "@mcpi/trace";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import {
  guestImageNames,
  imageOfElf,
  knownModules,
  parseImageManifest,
} from "../../src/image/index.ts";
import { expectedOutput, IMAGES, imageNames } from "./support.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../image-manifest.schema.json", import.meta.url), "utf8"),
);
const validate = new Ajv2020().compile(schema);

/** The root file systems, and the folders of their manifests and their programs' symbols. */
const ROOT = ["root.img.gz", "root", "mach-root.img.gz", "mach-root"];

test("every file there belongs to an image", () => {
  // A folder has the symbols of programs that the image carries.
  const kinds = [".elf.gz", ".json", ".expected.txt", ""];
  for (const file of readdirSync(IMAGES).filter((name) => !ROOT.includes(name)))
    expect(
      imageNames().some((name) => kinds.some((kind) => file === name + kind)),
      file,
    ).toBe(true);
  expect(guestImageNames()).toEqual(imageNames());
});

test.each(imageNames())("%s", (name) => {
  const text = readFileSync(`${IMAGES}${name}.json`, "utf8");
  const manifest = parseImageManifest(text, `${name}.json`);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(manifest.name).toBe(name);
  const packed = readFileSync(`${IMAGES}${name}.elf.gz`);
  const elf = gunzipSync(packed);
  expect(packed.length).toBe(manifest.build.gzSize);
  expect(elf.length).toBe(manifest.build.elfSize);
  expect(createHash("sha256").update(elf).digest("hex")).toBe(manifest.build.elfSha256);
  expect(knownModules(imageOfElf(elf, name), manifest, `${IMAGES}${name}.json`)).toEqual(
    (manifest.modules ?? []).map((module) =>
      expect.objectContaining({ name: module.name, symbols: expect.any(SymbolMap) }),
    ),
  );
  const { symbols } = readElf(elf, name);
  for (const symbol of [...manifest.idle, ...manifest.refill.leave, manifest.space?.at])
    if (symbol !== undefined)
      expect(
        symbols.some((each) => each.name === symbol && each.type === "function" && each.size > 0),
        symbol,
      ).toBe(true);
});

test.each(imageNames("small"))("%s: what it prints is known, and ends with a result", (name) => {
  const expected = expectedOutput(name);
  expect(expected).toMatch(new RegExp(`\\n${name.replace(/-small$/, "")}: .*\\n$`));
});
