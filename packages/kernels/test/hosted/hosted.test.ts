/**
 * The UNIX personality as a process of the host: what it does for the guests' own programs, compiled
 * for this machine and served by messages. After each run the disk is checked.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { buildHosted, type HostedBuild } from "./build.ts";
import { HALTED, type Ran, type RunOptions, runProgram, runSystem } from "./system.ts";

const isHost = process.platform === "linux" && process.arch === "x64";
const missing = ["gcc", "dash"].filter(
  (tool) => spawnSync(tool, ["--version"]).error !== undefined,
);
const why = [...(isHost ? [] : ["not Linux on x86-64"]), ...missing.map((tool) => `no ${tool}`)];

const casesOf = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../guest-apps/${file}`, import.meta.url)), "utf8").trimEnd();

let built: HostedBuild;

/** Output of a program that must succeed on a system that must halt, with its disk in order. */
async function succeed(command: readonly string[], options?: RunOptions): Promise<string> {
  const ran = await runProgram(built, command, options);
  const output = ran.file("/output").toString();
  expect({ output, ...outcome(ran) }).toEqual({ output, ...GOOD });
  expect(ran.output).toContain("1 of 1 succeeded");
  return output;
}

/** What the system says when something is full is no fault of it. */
const FULL = /^(proc: |file: |inode )table is full\n|^.*: file system full\n/gm;
const outcome = ({ status, messages, findings }: Ran) => ({
  status,
  messages: messages.replace(FULL, ""),
  findings,
});
const GOOD = { status: HALTED, messages: "syncing disks... done\n", findings: [] };

describe.skipIf(why.length > 0)(`the personality on the host${why.map((w) => `; ${w}`)}`, () => {
  beforeAll(async () => {
    built = await buildHosted();
  }, 120_000);

  test("library and system calls check themselves", async () => {
    expect(await succeed(["/bin/libtest"])).toMatch(/libtest: all ok\n$/);
  });

  test("addresses, memory, registers, faults, sharing", async () => {
    expect(await succeed(["/bin/carrier"])).toMatch(/carrier: all ok\n$/);
  });

  test("the suite of tests of a UNIX", { timeout: 300_000 }, async () => {
    const ran = await runProgram(built, ["/bin/suite"], { limitMs: 290_000 });
    const lines = ran.file("/output").toString().split("\n");
    expect(lines.filter((line) => !/^(ok|skipped) /.test(line))).toEqual([
      expect.stringMatching(/^suite: \d+ passed, 0 failed/),
      "",
    ]);
    expect(outcome(ran)).toEqual(GOOD);
  });

  test("the operations whose paths are measured", async () => {
    const ran = await runSystem(built, ["/bin/paths"]);
    expect(outcome(ran)).toEqual(GOOD);
    expect(ran.output).toMatch(/paths: done\n$/);
  });

  test("the console: lines, end of file, signals of the terminal", async () => {
    const ran = await runSystem(built, ["/bin/init", "-s"], {
      dialogue: [
        ["# ", "echo one two\n"],
        ["\none two\r\n# ", "cat > f\n"],
        ["\n", "erase\x7f\x7fr this\nkill all\x15stays\n\x04"],
        ["# ", "cat f\n"],
        ["\nerar this\r\nstays\r\n# ", "(echo begun; sleep 100)\n"],
        ["\nbegun\r\n", "\x03"],
        ["# ", "sleep 1 & echo back\n"],
        ["\nback\r\n# ", "\x04"],
      ],
    });
    expect({ output: ran.output, ...outcome(ran) }).toEqual({ output: ran.output, ...GOOD });
  });

  describe("commands", () => {
    /** Commands that the guests have not, or places that they have elsewhere. */
    const ELSEWHERE = /\b(tr|wc|sort|head|tail|grep|printf)\b|~root|nonexistent/;
    const MARK = "@@@@";

    test("the shell's, as dash has them", async () => {
      const cases = casesOf("sh-cases.txt")
        .split("\n----\n")
        .map((text) => text.trimEnd())
        .filter((text) => !ELSEWHERE.test(text));
      expect(cases.length).toBeGreaterThan(80);
      const files: Record<string, string> = {};
      cases.forEach((text, i) => {
        files[`/cases/${i}`] = `${text}\n`;
      });
      const script = cases.map((text, i) => {
        // As `sh -c`, with the case's text as one argument.
        const quoted = `'${text.replaceAll("'", "'\\''")}'`;
        return `sh -c ${quoted} 2>/dev/null </dev/null; echo "${MARK}${i} $?"`;
      });
      const output = await succeed(["/bin/sh", "/script"], {
        files: { "/script": `cd /tmp\n${script.join("\n")}\n` },
      });
      const results = output.split(new RegExp(`${MARK}\\d+ (\\d+)\\n`));
      const folder = mkdtempSync(join(tmpdir(), "mcpi-hosted-sh-"));
      cases.forEach((text, i) => {
        const theirs = spawnSync("setsid", ["-w", "dash", "-c", text], {
          cwd: folder,
          input: "",
          timeout: 10_000,
          env: { PATH: "/bin:/usr/bin", HOME: "/" },
        });
        const expected = {
          output: theirs.stdout.toString().replaceAll(folder, "/tmp"),
          status: `${theirs.status}`,
        };
        const ours = { output: results[2 * i], status: results[2 * i + 1] };
        expect({ text, ...ours }).toEqual({ text, ...expected });
      });
      rmSync(folder, { recursive: true });
    });

    const superuser = process.getuid?.() === 0;
    test.skipIf(!superuser)("the small tools', as Debian has them (superuser)", async () => {
      const lines = casesOf("tools-cases.txt")
        .replace('printf "two\\nlines"', "echo two")
        .split("\n")
        .filter((line) => !/\/usr\/bin|stat -c|^date|^ls -i|^expr$|\.\/|new/.test(line))
        // Their files are made by what is no program here (printf, seq).
        .filter((line) => !/^(wc|cmp|sort|head)\b|printf/.test(line));
      const words = (line: string): string[] =>
        [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
      const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
      const script = lines.map((line, i) => {
        return `${words(line).map(quote).join(" ")} </typed 2>/dev/null; echo "${MARK}${i} $?"`;
      });
      const output = await succeed(["/bin/sh", "/script"], {
        files: { "/script": `cd /tmp\n${script.join("\n")}\n`, "/typed": "typed\n" },
      });
      const results = output.split(new RegExp(`${MARK}\\d+ (\\d+)\\n`));
      const folder = mkdtempSync(join(tmpdir(), "mcpi-hosted-tools-"));
      const sorted = (text: string): string => text.split("\n").sort().join("\n");
      lines.forEach((line, i) => {
        const [name, ...rest] = words(line);
        const theirs = spawnSync(`/usr/bin/${name}`, rest, {
          cwd: folder,
          input: "typed\n",
          timeout: 10_000,
          env: { PATH: "/usr/bin:/bin", HOME: "/", TZ: "UTC", LC_ALL: "C" },
        });
        const expected = { output: sorted(theirs.stdout.toString()), failed: theirs.status !== 0 };
        const ours = { output: sorted(results[2 * i]), failed: results[2 * i + 1] !== "0" };
        expect({ line, ...ours }).toEqual({ line, ...expected });
      });
      rmSync(folder, { recursive: true });
    });

    test("pipelines, redirections, trees", async () => {
      const text = Array.from({ length: 3000 }, (_, i) => `line ${i} of many\n`).join("");
      const script = [
        "sed -n 's/line \\([0-9]*5\\) .*/\\1/p' </text | sed '/[0-9][0-9]5/!d' >/tmp/fives",
        "cat /text | cat | cat | sed 's/many/few/' >/tmp/few",
        "mkdir /tmp/a /tmp/a/b && cp /tmp/few /tmp/a/b && ln /tmp/a/b/few /tmp/a/link",
        "ln -s /tmp/a/b /tmp/s && cat /tmp/s/few >>/tmp/few",
        "cp -R /tmp/a /tmp/z && mv /tmp/z /tmp/y && rm -r /tmp/a",
        "find /tmp -print; ls -l /tmp/y | sed -e 1d -e 's/^\\(..........\\).* \\([^ ]*\\)$/\\1 \\2/'",
        "(cd /tmp/y && ls ..); for f in /tmp/y/*; do echo $f; done",
        "sync",
      ].join("\n");
      const ran = await runProgram(built, ["/bin/sh", "/script"], {
        files: { "/script": `${script}\n`, "/text": text },
      });
      expect(outcome(ran)).toEqual(GOOD);
      const few = text.replaceAll("many", "few");
      expect(ran.file("/tmp/fives").toString()).toBe(
        Array.from({ length: 290 }, (_, i) => `${105 + 10 * i}\n`).join(""),
      );
      expect(ran.file("/tmp/y/b/few").toString()).toBe(few);
      expect(ran.file("/tmp/few").toString()).toBe(few + few);
      expect(ran.file("/output").toString().split("\n").sort()).toEqual(
        [
          ...["/tmp", "/tmp/few", "/tmp/fives", "/tmp/s", "/tmp/y", "/tmp/y/b", "/tmp/y/b/few"],
          ...["/tmp/y/link", "drwxr-xr-x b", "-rw-r--r-- link"],
          ...["few", "fives", "s", "y", "/tmp/y/b", "/tmp/y/link", ""],
        ].sort(),
      );
    });
  });

  test("nonsense from a program is its end, and nobody else's", async () => {
    expect(await succeed(["/bin/nonsense"])).toBe("nonsense: all ok\n");
  });

  test.each([
    ["a user", ["-u", "10", "-p", "12"]],
    ["the superuser", ["-u", "0", "-p", "8"]],
    ["a user, ended often", ["-u", "10", "-r", "40", "-m", "50"]],
  ])("calls at random, by %s", async (_, options) => {
    const ran = await runProgram(built, ["/bin/storm", ...options]);
    expect(outcome(ran)).toEqual(GOOD);
    expect(ran.file("/output").toString()).toMatch(/^storm: \d+ rounds$/m);
  });

  test("processes killed from outside, in the midst of anything", async () => {
    const most = 100;
    const killed = new Set<number>();
    const ran = await runSystem(built, ["/bin/driver", "--", "/bin/victims", `${most}`], {
      watch: (output, server) => {
        for (const [, number] of output.matchAll(/^host process (\d+)\r?\n/gm)) {
          const pid = Number(number);
          if (killed.has(pid)) continue;
          killed.add(pid);
          // A child of the server, and no other process.
          const parent = existsSync(`/proc/${pid}/stat`)
            ? readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")[1]
            : "";
          if (parent === `${server.pid}`)
            setTimeout(() => process.kill(pid, "SIGKILL"), (killed.size * 7) % 60);
        }
      },
    });
    expect(outcome(ran)).toEqual(GOOD);
    expect(ran.output).toContain(`victims: ${most} dead, 0 otherwise\n`);
  });

  test("many at once", async () => {
    const script = [
      "n=0",
      "while [ $n -lt 8 ]; do",
      "  (i=0; while [ $i -lt 12 ]; do cp /bin/sh /tmp/p$n.$i; cat /tmp/p$n.$i | cat >/tmp/q$n;",
      "   rm /tmp/p$n.$i; mkdir /tmp/d$n.$i; ln -s x /tmp/d$n.$i/l; mv /tmp/d$n.$i /tmp/e$n.$i; rm -r /tmp/e$n.$i;",
      "   i=`expr $i + 1`; done; echo $n) &",
      "  n=`expr $n + 1`",
      "done",
      "wait",
      "ls /tmp",
    ].join("\n");
    const ran = await runProgram(built, ["/bin/sh", "/script"], {
      files: { "/script": `${script}\n` },
    });
    expect(outcome(ran)).toEqual(GOOD);
    const numbers = Array.from({ length: 8 }, (_, n) => `${n}`);
    expect(ran.file("/output").toString().trim().split("\n").sort()).toEqual(
      [...numbers, ...numbers.map((n) => `q${n}`)].sort(),
    );
    for (const n of numbers)
      expect(ran.file(`/tmp/q${n}`).equals(built.programs.get("sh")!)).toBe(true);
  });
});
