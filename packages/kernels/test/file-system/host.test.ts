/** Trees from the host's directories, with a spec, and back. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type DirectoryNode,
  extractTree,
  makeFileSystem,
  openFileSystem,
  parseTreeSpec,
  readTree,
  withSpec,
} from "../../src/file-system/index.ts";
import { EVERYTHING } from "./trees.ts";

const folder = mkdtempSync(join(tmpdir(), "mcpi-tree-"));
const host = join(folder, "root");
beforeAll(() => {
  mkdirSync(join(host, "bin"), { recursive: true });
  writeFileSync(join(host, "bin/ls"), "#!");
  chmodSync(join(host, "bin/ls"), 0o700);
  writeFileSync(join(host, "motd"), "hello\n");
  chmodSync(join(host, "motd"), 0o600);
  writeFileSync(join(host, "__proto__"), "a name as any other");
  symlinkSync("bin/ls", join(host, "link"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function specFile(entries: object): string {
  const file = join(folder, "spec.json");
  writeFileSync(file, JSON.stringify({ entries }));
  return file;
}

test("a directory and a spec", () => {
  const spec = specFile({
    "/bin/ls": { mode: "4755", uid: 3 },
    "/bin/dir": { type: "hard-link", to: "/bin/ls" },
    "/dev/console": { type: "character", major: 0, minor: 1, mode: "622" },
    "/": { mode: "1777" },
    "/tmp": { type: "directory", mode: "1777", mtime: 5 },
    "/var/log": {},
    "/etc/rc": { type: "file", content: "echo\n", mode: "755" },
  });
  const system = openFileSystem(makeFileSystem(readTree(host, spec)));
  const found = Object.fromEntries(
    [...system.walk()].map(({ path, status: { type, mode, uid, mtime } }) => [
      path,
      [type, mode.toString(8), uid, mtime],
    ]),
  );
  const time = 662_688_000;
  expect(found).toEqual(
    Object.fromEntries([
      ["/", ["directory", "1777", 0, time]],
      ["/__proto__", ["file", "644", 0, time]],
      ["/bin", ["directory", "755", 0, time]],
      ["/bin/dir", ["file", "4755", 3, time]],
      ["/bin/ls", ["file", "4755", 3, time]],
      ["/dev", ["directory", "755", 0, time]],
      ["/dev/console", ["character", "622", 0, time]],
      ["/etc", ["directory", "755", 0, time]],
      ["/etc/rc", ["file", "755", 0, time]],
      ["/link", ["link", "777", 0, time]],
      ["/motd", ["file", "644", 0, time]],
      ["/tmp", ["directory", "1777", 0, 5]],
      ["/var", ["directory", "755", 0, time]],
      ["/var/log", ["directory", "755", 0, time]],
    ]),
  );
  expect(Buffer.from(system.readFile("/motd")).toString()).toBe("hello\n");
  expect(system.readLink("/link")).toBe("bin/ls");
});

test("extracted, and made again: the same bytes", () => {
  const image = makeFileSystem(EVERYTHING);
  const out = join(folder, "out");
  const spec = extractTree(openFileSystem(image), "/", out);
  expect(lstatSync(join(out, "bin/ls")).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(out, "short-link"))).toBe("bin/ls");
  expect(readFileSync(join(out, "grün"), "utf8")).toBe("not ASCII");
  const file = join(folder, "extracted.json");
  writeFileSync(file, JSON.stringify(spec));
  const tree = readTree(out, file);
  // Holes are the one thing that is not told.
  const sparse = parseTreeSpec('{"entries":{"/double-indirect":{"sparse":true}}}', "x");
  expect(Buffer.compare(makeFileSystem(withSpec(tree, sparse)), image)).toBe(0);
  expect(() => extractTree(openFileSystem(image), "/", out)).toThrow("it is not empty");
});

test("a part extracted", () => {
  const system = openFileSystem(makeFileSystem(EVERYTHING));
  const out = join(folder, "part");
  const spec = extractTree(system, "/bin/", out);
  expect(spec.entries).toEqual({
    "/ls": { uid: 3, gid: 7 },
    "/su": { mode: "4755" },
    "/test": { type: "hard-link", to: "/ls" },
  });
  expect(lstatSync(join(out, "su")).size).toBe(3);
  expect(() => extractTree(system, "/bin/ls", join(folder, "no"))).toThrow("it is no directory");
});

describe("specs that are wrong", () => {
  const root: DirectoryNode = {
    type: "directory",
    entries: { f: { type: "file", content: "" }, d: { type: "directory", entries: {} } },
  };
  test.each([
    [{ f: {} }, /^s: entries\.f: /],
    [{ "/f": { mode: "8" } }, /entries\..f\.mode: permissions in octal were expected/],
    [{ "/f": { mode: "17777" } }, /up to 7777/],
    [{ "/f": { size: 8 } }, /unknown key "size"/],
    [{ "/f": { type: "link", target: "x" } }, "s: /f: it is a link in the spec, a file before"],
    [{ "/f": { content: "x" } }, "s: /f: it is there already"],
    [{ "/f/x": { mode: "7" } }, "s: /f/x: /x would be in a file"],
    [{ "/n": { type: "block", major: 1 } }, "s: /n: a block needs its minor"],
    [{ "/n": { type: "fifo", target: "x" } }, "s: /n: a fifo has no target"],
    [{ "/n": { target: "x" } }, "s: /n: a directory has no target"],
    [{ "/d": { sparse: true } }, "s: /d: a directory has no sparse"],
  ])("%j", (entries, message) => {
    expect(() => withSpec(root, parseTreeSpec(JSON.stringify({ entries }), "s"), "s")).toThrow(
      message,
    );
  });

  test("no JSON, no directory", () => {
    expect(() => parseTreeSpec("{", "s")).toThrow(/^s: this is no JSON/);
    expect(() => readTree(join(host, "motd"))).toThrow("it is no directory");
  });
});
