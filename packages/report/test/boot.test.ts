/** mcpi boot: results as those of the recorded trace, on both engines; what stops a run; errors. */
import { readFileSync, writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { mcpi, newFolder, rowsOf } from "./run-main.ts";

const { path, remove } = newFolder();
afterAll(remove);

const image = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/images/${name}`, import.meta.url));
const elf = (name: string) => gunzipSync(readFileSync(image(`${name}.elf.gz`)));
const text = (file: string) => readFileSync(path(file), "utf8");

/** Rows without what must differ between a run and its trace. */
function counted(file: string) {
  return rowsOf(text(file)).map(({ trace, trace_sha256, ...rest }) => rest);
}

describe.each(["bench-small", "bench-mapped-small"])("%s", (name) => {
  const by = ["--by", "total,mode,space,refill"];

  test("the run is its trace simulated, on both engines, inline and by batches", async () => {
    const translated = await mcpi(["boot", name, ...by, "--csv", path("a.csv")]);
    expect(translated.status).toBe(0);
    expect(translated.out).toContain("crc 7e980f41");
    expect(translated.out).toMatch(/ds5000-200 +total/);
    expect(translated.err).toMatch(/^mcpi: halted after [\d,]+ instructions, .*\n$/);
    const recorded = await mcpi([
      "boot",
      name,
      ...by,
      "--csv",
      path("b.csv"),
      "--trace",
      path("t.mct"),
    ]);
    expect(recorded.out).toBe(translated.out);
    await mcpi(["boot", name, ...by, "--csv", path("c.csv"), "--engine", "interpreter"]);
    expect(text("b.csv")).toBe(text("a.csv"));
    expect(text("c.csv")).toBe(text("a.csv"));
    expect((await mcpi(["sim", path("t.mct"), ...by, "--csv", path("d.csv")])).status).toBe(0);
    expect(counted("d.csv")).toEqual(counted("a.csv"));
    const info = await mcpi(["trace", "info", path("t.mct")]);
    expect(info.out).toContain(`boot ${name}`);
    expect(info.out).toContain(rowsOf(text("a.csv"))[0].trace_sha256);
  });

  test("by function, with conflicts", async () => {
    const options = ["--by", "total,function", "--conflicts"];
    expect((await mcpi(["boot", name, ...options, "-o", path("f")])).status).toBe(0);
    writeFileSync(path(`${name}.elf`), elf(name));
    const symbols = ["--symbols", path(`${name}.elf`)];
    await mcpi(["sim", path("t.mct"), ...options, ...symbols, "-o", path("g")]);
    expect(counted("f/boot.csv")).toEqual(counted("g/sim.csv"));
    const pairs = (folder: string) => rowsOf(text(`${folder}/conflicts.csv`));
    expect(pairs("f").map(({ trace, ...rest }) => rest)).toEqual(
      pairs("g").map(({ trace, ...rest }) => rest),
    );
    expect(JSON.parse(text("f/boot.json")).kind).toBe("mcpi boot");
  });
});

describe("what is counted", () => {
  test("another memory system, and its values", async () => {
    const options = ["--set", "caches.data.size=8K", "--no-three-c", "--csv", path("s.csv")];
    await mcpi(["boot", "bench-small", "--until", "instructions=500K", ...options]);
    const [total] = rowsOf(text("s.csv"));
    expect(total).toMatchObject({
      instructions: "500000",
      window: "until instruction 500000",
      trace: "bench-small",
    });
  });

  test("nothing: only the console is there", async () => {
    const { out, err, status } = await mcpi(["boot", "hello", "--mem", "none", "--quiet"]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain("hello, serial line");
    expect(out).not.toContain("MCPI");
  });

  test("by component, from a map", async () => {
    writeFileSync(
      path("map.json"),
      JSON.stringify({ components: [{ component: "work", functions: ["work_*"] }] }),
    );
    const map = ["--components", path("map.json"), "--until", "instructions=2M"];
    await mcpi(["boot", "bench-small", ...map, "--by", "component", "--csv", path("m.csv")]);
    expect(rowsOf(text("m.csv")).map((row) => row.who)).toEqual(
      expect.arrayContaining(["work", "other", "unknown"]),
    );
  });
});

describe("what stops a run", () => {
  const until = async (...conditions: string[]) => {
    const options = conditions.flatMap((condition) => ["--until", condition]);
    const { status, err } = await mcpi(["boot", "bench-small", "--mem", "none", ...options]);
    expect(status).toBe(0);
    return err;
  };

  test.each([
    ["instructions=123456", /stopped after 123,456 instructions/],
    ["cycles=1M", /stopped after [\d,]+ instructions, 1,000,0\d\d cycles/],
    ["symbol=work_tree", /stopped at 800310bc <work_tree> after/],
    ["symbol=0x800310bc,instructions=100M", /stopped at 800310bc <work_tree> after/],
    ["halt", /halted after/],
  ])("--until %s", async (condition, message) => {
    expect(await until(condition)).toMatch(message);
  });

  test.each([
    "main",
    "work_tree",
    "walk",
    "print",
  ])("--until symbol=%s, on both engines in the same place", async (symbol) => {
    for (const engine of ["translator", "interpreter"]) {
      const options = ["--until", `symbol=${symbol}`, "--engine", engine];
      await mcpi(["boot", "bench-small", ...options, "--csv", path(`${engine}.csv`)]);
    }
    expect(text("translator.csv")).toBe(text("interpreter.csv"));
  });

  test("a mark", async () => {
    // ori $0,$0,77; loops for ever
    const code = [0x3400004d, 0x1000ffff, 0, 0];
    writeFileSync(path("mark.bin"), new Uint8Array(Uint32Array.from(code).buffer));
    const { err } = await mcpi(["boot", `${path("mark.bin")}@0x80030000`, "--until", "mark=77"]);
    expect(err).toMatch(/stopped at mark 77 after/);
  });

  test("an exception that nothing handles is status 1, with a report", async () => {
    writeFileSync(path("bad.bin"), new Uint8Array(Uint32Array.from([0, 0x8c080001, 0]).buffer));
    const { status, err } = await mcpi(["boot", `${path("bad.bin")}@0x80030000`]);
    expect(status).toBe(1);
    expect(err).toMatch(/halted at an exception that nothing handles\n/);
    expect(err).toMatch(/last exception AdEL, epc 80030004/);
  });

  test("undefined behaviour under --strict is status 1, with a report", async () => {
    // lw t0,0(sp); addu t1,t0,t0
    const code = [0x8fa80000, 0x01084821, 0x1000ffff, 0];
    writeFileSync(path("delay.bin"), new Uint8Array(Uint32Array.from(code).buffer));
    const argv = ["boot", `${path("delay.bin")}@0x80030000`, "--until", "instructions=100"];
    expect((await mcpi(argv)).status).toBe(0);
    const { status, err } = await mcpi([...argv, "--strict"]);
    expect(status).toBe(1);
    expect(err).toMatch(/undefined behaviour: /);
    expect(err).toMatch(/=> 80030004 .*addu t1,t0,t0/);
    expect(err).toMatch(/sp 8001fff0/);
    const traced = await mcpi([...argv, "--strict", "--trace", path("delay.mct")]);
    expect(traced.status).toBe(1);
    expect((await mcpi(["trace", "check", path("delay.mct"), "--salvage"])).status).not.toBe(70);
  });

  test("a debugger's script", async () => {
    const script = [
      "break work_tree",
      "continue",
      "backtrace",
      "registers sp",
      "set $t0 work_tree+4",
      "registers t0",
      "deposit $sp 0x12345678",
      "examine $sp 1",
      "step 2",
      "frobnicate",
      "d",
      "until instructions=4500000",
      `save ${path("d.state")}`,
      "delete 0x0",
      "de",
      "quit",
    ];
    writeFileSync(path("script"), script.join("\n"));
    const argv = ["boot", "bench-small", "--debug-script", path("script"), "--mem", "none"];
    const { out, err, status } = await mcpi([...argv, "--engine", "interpreter"]);
    expect(status).toBe(0);
    expect(err).toMatch(/stopped after 4,500,000 instructions/);
    expect(out).toMatch(/words 9f9f7335[\s\S]*=> 800310bc <work_tree>/);
    expect(out).toMatch(/#0 .*work_tree.*\n#1 .*main\+0x48.*\n#2 .*start/);
    expect(out).toContain("t0 800310c0\n");
    expect(out).toMatch(/12345678 +xV4\./);
    expect(out).toContain('there is no command "frobnicate"');
    expect(out).toContain("delete 0x0: there is no breakpoint");
    expect(out).toContain('"de" may be delete or deposit');
    expect(out).not.toContain("crc");
    const rest = await mcpi(["boot", "bench-small", "--mem", "none", "--restore", path("d.state")]);
    expect(rest.out).toContain("crc 7e980f41");
  });

  test("the user", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const argv = ["boot", "bench", "--engine", "interpreter", "--trace", path("part.mct")];
    const { status, err } = await mcpi(argv, { signal: abort.signal });
    expect([status, err]).toEqual([130, ""]);
  });

  test("input that there is no more of", async () => {
    // jal getchar by the jump table (0xbfc00000 + 8 * 12), again and again
    const code = [0x3c02bfc0, 0x24420060, 0x0040f809, 0, 0x1000fffb, 0];
    writeFileSync(path("get.bin"), new Uint8Array(Uint32Array.from(code).buffer));
    writeFileSync(path("typed"), "abc");
    const argv = ["boot", `${path("get.bin")}@0x80030000`, "--mem", "none"];
    for (const more of [["--input", path("typed")], []]) {
      const { err, status } = await mcpi([...argv, ...more]);
      expect(status).toBe(0);
      expect(err).toMatch(/waiting for input of which there is no more/);
    }
    const stdin = new PassThrough();
    stdin.end("abc");
    expect((await mcpi([...argv, "--input", "-"], { stdin })).err).toMatch(/no more/);
  });
});

describe("a kept state", () => {
  test.each(["bench-small", "bench-mapped-small"])("%s goes on as if nothing was", async (name) => {
    const by = ["--by", "total,mode,space,refill"];
    const state = path("m.state");
    await mcpi(["boot", name, ...by, "--csv", path("whole.csv")]);
    const first = await mcpi(["boot", name, "--until", "instructions=2500000", "--save", state]);
    expect(first.status).toBe(0);
    for (const engine of ["translator", "interpreter"]) {
      const argv = ["boot", name, ...by, "--restore", state, "--engine", engine];
      const { status, err } = await mcpi([...argv, "--csv", path("rest.csv")]);
      expect([status, err]).toEqual([0, expect.stringContaining("halted after")]);
      expect(text("rest.csv")).toBe(text("whole.csv"));
    }
    const other = await mcpi(["boot", name, "--restore", state, "--set", "caches.data.size=8K"]);
    expect(other.status).toBe(2);
    writeFileSync(state, readFileSync(state).subarray(0, 5000));
    const half = await mcpi(["boot", name, "--restore", state]);
    expect(half.status).toBe(2);
    expect(half.err).toMatch(/^mcpi: .*m\.state: .*\n$/);
  });

  test("with counts by function and conflicts", async () => {
    const options = ["--by", "total,function", "--conflicts"];
    const state = path("f.state");
    const boot = async (folder: string, ...more: string[]) =>
      expect(
        (await mcpi(["boot", "bench-small", ...options, "-o", path(folder), ...more])).status,
      ).toBe(0);
    await boot("whole");
    await boot("first", "--until", "instructions=2500000", "--save", state);
    await boot("rest", "--restore", state, "--engine", "interpreter");
    for (const file of ["boot.csv", "conflicts.csv"])
      expect(text(`rest/${file}`)).toBe(text(`whole/${file}`));
    const plain = await mcpi(["boot", "bench-small", "--restore", state]);
    expect(plain.err).toMatch(/used by batches; here it is used inline/);
    const traced = ["--trace", path("kept.mct")];
    await mcpi(["boot", "bench-small", ...traced, "--until", "cycles=1M", "--save", state]);
    const missing = await mcpi(["boot", "bench-small", ...options, "--restore", state]);
    expect(missing.status).toBe(2);
  });
});

describe("the terminal", () => {
  test("keys go to the guest, Ctrl-A x quits, and the terminal is restored", async () => {
    const code = [0x3c02bfc0, 0x24420060, 0x0040f809, 0, 0x1000fffb, 0];
    writeFileSync(path("keys.bin"), new Uint8Array(Uint32Array.from(code).buffer));
    const raw: boolean[] = [];
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (on: boolean) => raw.push(on),
    });
    setTimeout(() => stdin.write("ab\u0001"), 200);
    setTimeout(() => stdin.write("x"), 400);
    const argv = ["boot", `${path("keys.bin")}@0x80030000`, "--mem", "none"];
    const { err, status } = await mcpi(argv, { stdin });
    expect(status).toBe(0);
    expect(err).toMatch(/^mcpi: the terminal is the guest's console: Ctrl-\] /);
    expect(err).toMatch(/stopped after/);
    expect(raw).toEqual([true, false]);
  });

  test("Ctrl-] calls the debugger", async () => {
    const code = [0x1000ffff, 0];
    writeFileSync(path("loop.bin"), new Uint8Array(Uint32Array.from(code).buffer));
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
    setTimeout(() => stdin.write("\u001d"), 200);
    setTimeout(() => stdin.write("registers pc\ncontinue\n"), 400);
    setTimeout(() => stdin.write("\u001d"), 700);
    setTimeout(() => stdin.write("continue\n"), 900);
    setTimeout(() => stdin.write("\u0001x"), 1200);
    const argv = ["boot", `${path("loop.bin")}@0x80030000`, "--mem", "none"];
    const { out, status } = await mcpi(argv, { stdin });
    expect(status).toBe(0);
    expect(out).toMatch(/=> 8003000[04] .*\n.*\nmcpi> pc 8003000[04]\nmcpi> => 8003/);
  });
});

describe("refused", () => {
  test.each([
    [["nothing-there"], /neither such a file nor such a guest image/],
    [["hello", "--csv", "-"], /--csv -: standard output is the guest's console/],
    [["hello", "--trace", "-"], /--trace -/],
    [["hello", "--mem", "none", "--by", "total"], /--by: goes with a memory system/],
    [["hello", "--mem", "ds5000"], /ds5000/],
    [["hello", "--until", "mark"], /--until mark: cycles=n/],
    [["hello", "--until", "symbol=nowhere"], /it has no symbol nowhere/],
    [["hello", "--until", "mark=70000"], /at most 65535/],
    [["hello", "--until", "cycles=0"], /--until cycles "0"/],
    [["hello", "--disk", "7:x"], /SCSI ids are 0 to 6/],
    [["hello", "--disk", "1:x", "--disk", "1:y"], /id 1 is taken/],
    [["hello", "--disk", "no-such-disk"], /no-such-disk: no such file/],
    [["hello", "--ram", "481"], /481 MB/],
    [["hello", "--by", "component"], /the image's manifest has no components/],
    [["hello", "--arg", "x".repeat(5000)], /--arg: .*at most 4096 fit/],
  ])("%s", async (argv, message) => {
    const { status, err, out } = await mcpi(["boot", ...argv]);
    expect(status).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });

  test("a disk that would be overwritten, a raw image without symbols", async () => {
    writeFileSync(path("disk"), new Uint8Array(512));
    const { err } = await mcpi(["boot", "hello", "--disk", path("disk"), "--trace", path("disk")]);
    expect(err).toMatch(/it would be overwritten/);
    writeFileSync(path("raw.bin"), new Uint8Array(8));
    const raw = await mcpi(["boot", `${path("raw.bin")}@0x80030000`, "--by", "function"]);
    expect(raw.err).toMatch(/--by function: the image has no symbols/);
  });
});
