/** `mcpi fs`: a disk made of a directory, looked into, damaged, checked, repaired, extracted. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mcpi, newFolder } from "./run-main.ts";

const files = newFolder({
  "root.json": JSON.stringify({
    entries: {
      "/bin/su": { mode: "4755", uid: 2 },
      "/dev/console": { type: "character", major: 0, minor: 1 },
      "/tmp": { mode: "1777" },
    },
  }),
  "bad.json": '{"entries":{"/bin/su":{"mode":"rwx"}}}',
});
afterAll(files.remove);
const root = files.path("root");
const image = files.path("root.img");

beforeAll(async () => {
  for (const folder of ["bin", "etc"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "bin/su"), "#!/bin/sh\n");
  writeFileSync(join(root, "etc/motd"), "welcome\n");
  symlinkSync("etc/motd", join(root, "motd"));
  const made = await mcpi(["fs", "make", root, image, "--spec", files.path("root.json")]);
  expect(made).toEqual({
    status: 0,
    out: "",
    err: `mcpi: ${image}: 8 groups, 31,528 KB and 8,693 inodes free\n`,
  });
});

test("packed, smaller, without a word", async () => {
  const packed = files.path("small.img.gz");
  const made = await mcpi(["fs", "make", root, packed, "--size", "8", "--quiet"]);
  expect(made).toEqual({ status: 0, out: "", err: "" });
  expect(gunzipSync(readFileSync(packed))).toHaveLength(8 << 20);
  expect((await mcpi(["fs", "cat", packed, "/etc/motd"])).out).toBe("welcome\n");
  expect(await mcpi(["fs", "check", packed])).toEqual({
    status: 0,
    out: `${packed}: in order\n`,
    err: "",
  });
});

test("ls", async () => {
  const { status, out } = await mcpi(["fs", "ls", image]);
  expect(status).toBe(0);
  expect(out).toBe(
    [
      "drwxr-xr-x  6  0  0  512  1991-01-01 00:00:00  .",
      "drwxr-xr-x  6  0  0  512  1991-01-01 00:00:00  ..",
      "drwxr-xr-x  2  0  0  512  1991-01-01 00:00:00  bin",
      "drwxr-xr-x  2  0  0  512  1991-01-01 00:00:00  dev",
      "drwxr-xr-x  2  0  0  512  1991-01-01 00:00:00  etc",
      "lrwxrwxrwx  1  0  0    8  1991-01-01 00:00:00  motd -> etc/motd",
      "drwxrwxrwt  2  0  0  512  1991-01-01 00:00:00  tmp",
      "",
    ].join("\n"),
  );
  const all = (await mcpi(["fs", "ls", image, "--recursive"])).out;
  expect(all).toContain("crw-------  1  0  0  0, 1  1991-01-01 00:00:00  /dev/console\n");
  expect(all).toContain("-rwsr-xr-x  1  2  0    10  1991-01-01 00:00:00  /bin/su\n");
  expect((await mcpi(["fs", "ls", image, "/bin/su"])).out).toMatch(/^-rws.*\/bin\/su\n$/);
});

test("cat and stat", async () => {
  expect((await mcpi(["fs", "cat", image, "/motd"])).out).toBe("welcome\n");
  const { out } = await mcpi(["fs", "stat", image, "/dev/console"]);
  expect(out).toMatch(/^device {3}0, 1$/m);
  expect((await mcpi(["fs", "stat", image, "/motd"])).out).toMatch(/^leads to {2}etc\/motd$/m);
  expect((await mcpi(["fs", "stat", image])).out).toMatch(/^unmounted +yes$/m);
});

test("extract", async () => {
  const out = files.path("out");
  const spec = files.path("out.json");
  expect(await mcpi(["fs", "extract", image, out, "--spec", spec])).toMatchObject({ status: 0 });
  expect(readFileSync(join(out, "motd"), "utf8")).toBe("welcome\n");
  const again = files.path("again.img");
  await mcpi(["fs", "make", out, again, "--spec", spec]);
  expect(readFileSync(again).equals(readFileSync(image))).toBe(true);
  const part = await mcpi(["fs", "extract", image, files.path("dev"), "/dev"]);
  expect(part.err).toBe(
    "mcpi: devices, pipes and second names are left out (1): --spec tells of them\n",
  );
  expect(await mcpi(["fs", "extract", image, out])).toMatchObject({ status: 2 });
});

test("check and repair", async () => {
  const damaged = files.path("damaged.img");
  const bytes = readFileSync(image);
  // Not unmounted, and a count that was not written.
  bytes[8192 + 209] = 0;
  bytes[8192 + 196] ^= 1;
  writeFileSync(damaged, bytes);
  const good = files.path("good.img");
  const { status, out, err } = await mcpi(["fs", "check", damaged, "--repair", good]);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^5 {2}expected {4}superblock: directories.*\n5 {2}expected {4}superblock: not marked.*\n$/,
  );
  expect(err).toBe(
    `mcpi: ${damaged}: 2 findings, nothing but what a power cut leaves; ${good} is in order\n`,
  );
  expect(readFileSync(good).equals(readFileSync(image))).toBe(true);
  bytes[8192 + 209] = 1;
  writeFileSync(damaged, bytes);
  const json = await mcpi(["fs", "check", damaged, "--json"]);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    onlyExpected: false,
    findings: [{ kind: "superblock-counts", phase: 5 }, { kind: "falsely-clean" }],
  });
});

test.each([
  [["check", "root.json"], /^mcpi: .*root\.json: \d+ bytes are too few for a file system\n/],
  [["check", "none.img"], /none\.img: cannot be read/],
  [["ls", "root.json"], /too few for a file system/],
  [["cat", "root.img", "/no"], /root\.img: \/no: no such file or directory\n/],
  [["ls", "root.img", "bin"], /a path from the root was expected/],
  [["make", "none", "x.img"], /none: no such file or directory/],
  [["make", "root", "x.img", "--spec", "bad.json"], /bad\.json: entries.*permissions in octal/],
  [["make", "root", "x.img", "--size", "0"], /--size "0" is no count/],
  [["make", "root", "x.img", "--fragment", "100"], /fragments of 100 bytes/],
])("wrong: %j", async ([command, ...rest], message) => {
  const paths = rest.map((word) =>
    /^(none|root|[\w]+\.(img|json))$/.test(word) ? files.path(word) : word,
  );
  const { status, out, err } = await mcpi(["fs", command, ...paths]);
  expect(err).toMatch(message);
  expect([status, out]).toEqual([2, ""]);
  expect(existsSync(files.path("x.img"))).toBe(false);
});
