import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { mcpi, newFolder, rowsOf } from "./run-main.ts";

// 4 instructions in two 16-byte lines; two loads that conflict twice in 64 KB; a store.
const DIN = "2 1000\n2 1004\n0 20000\n2 2000\n0 30000\n0 20000\n2 2004\n0 30000\n1 20000\n";
const files = newFolder({
  "a.din": DIN,
  "bad.din": "2 1000\n7 1004\n",
  "empty.din": "",
  "names.txt": "00001000 00000008 T first\n00002000 00000008 T second\n",
  "parts.json": '{"components":[{"component":"one","functions":["first"]}],"default":"rest"}',
  "broken.json": '{"name": 1',
});
afterAll(files.remove);
const A = files.path("a.din");
const HAND = fileURLToPath(new URL("../../../fixtures/traces/hand.mct", import.meta.url));

/** Errors are one or two lines, and say who speaks. */
function expectError(
  { status, out, err }: { status: number; out: string; err: string },
  expected: number,
  text: string | RegExp,
): void {
  expect(err).toMatch(text);
  expect(status).toBe(expected);
  expect(out).toBe("");
  const lines = err.trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(lines[0]).toMatch(/^mcpi: /);
  expect(err).not.toContain("    at ");
}

describe("sim", () => {
  test("CSV into a pipe: one heading, a row for each machine and view", async () => {
    const { status, out, err } = await mcpi(["sim", A, "--machine", "all"]);
    expect([status, err]).toEqual([0, ""]);
    const rows = rowsOf(out);
    expect(rows.map((row) => `${row.machine} ${row.by} ${row.who}`)).toEqual(
      ["ds5000-200", "i486-50", "pentium-133", "pentium-166"].flatMap((machine) => [
        `${machine} total total`,
        `${machine} mode user`,
      ]),
    );
    // 2 fetch misses; 4 load misses, the last two by conflict; the store hits nothing, stalls nothing.
    expect(rows[0]).toMatchObject({
      instructions: "4",
      loads: "4",
      stores: "1",
      stall_icache: "30",
      stall_dcache: "60",
      mcpi: "22.5",
      level1_load_compulsory: "2",
      level1_load_conflict: "2",
    });
    expect(rows[0].trace_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a table on a terminal, without CSV", async () => {
    const { out } = await mcpi(["sim", A], { terminal: true });
    expect(out).toMatch(/machine +who +instructions +MCPI/);
    expect(out).toMatch(/ds5000-200 +total +4 +22\.5000 +7\.5000 +15\.0000/);
    expect(out).toMatch(/1 +load +4 +4 +100\.0% +2 +50\.0% +0 +0\.0% +2 +50\.0%/);
    expect(out).not.toContain(",by,");
    expect(out).not.toContain("\u001b");
    const coloured = await mcpi(["sim", A], { terminal: true, env: {} });
    expect(coloured.out).toContain("\u001b[1m");
  });

  test("-o writes CSV and JSON that agree, and prints a table", async () => {
    const folder = files.path("out/deep");
    const { status, out } = await mcpi(["sim", A, "-o", folder]);
    expect(status).toBe(0);
    expect(out).toContain("MCPI");
    const csv = readFileSync(`${folder}/sim.csv`, "utf8");
    const json = JSON.parse(readFileSync(`${folder}/sim.json`, "utf8"));
    expect(json).toMatchObject({ kind: "mcpi sim", schema: 1 });
    expect(json.rows[0].mcpi).toBe(22.5);
    expect(json.machines[0].description.name).toBe("ds5000-200");
    expect(json.machines[0].sha256).toBe(rowsOf(csv)[0].machine_sha256);
    expect(json.traces[0].sha256).toBe(rowsOf(csv)[0].trace_sha256);
    const again = await mcpi(["sim", A]);
    expect(again.out).toBe(csv);
  });

  test("--set and --machine change what is simulated", async () => {
    const { out } = await mcpi([
      "sim",
      A,
      "--set",
      "caches.data.ways=2",
      "--set",
      "caches.data.size=128K",
    ]);
    expect(rowsOf(out)[0].level1_load_conflict).toBe("0");
    const seeds = await mcpi(["sim", A, "--mapping", "identity"]);
    expect(rowsOf(seeds.out)[0].machine_sha256).not.toBe(rowsOf(out)[0].machine_sha256);
  });

  test("functions, components, conflicts", async () => {
    const { out } = await mcpi([
      ...["sim", A, "--symbols", files.path("names.txt"), "--components", files.path("parts.json")],
      ...["--by", "total,component,function"],
    ]);
    expect(
      rowsOf(out).map((row) => [row.by, row.who, row.instructions, row.stall_dcache, row.mcpi_own]),
    ).toEqual([
      ["total", "total", "4", "60", "22.5"],
      ["component", "one", "2", "15", "15"],
      ["component", "rest", "2", "45", "30"],
      ["function", "first", "2", "15", "15"],
      ["function", "second", "2", "45", "30"],
    ]);
    const unasked = await mcpi(["sim", A, "--symbols", files.path("names.txt")]);
    expect(rowsOf(unasked.out).map((row) => row.who)).toEqual(["total", "user", "first", "second"]);
    const pairs = await mcpi(["sim", A, "--symbols", files.path("names.txt"), "--conflicts=1"]);
    expect(pairs.out).toMatch(/data +\d+ +second +second +3 +30 +7\.5000/);
  });

  test("windows and intervals", async () => {
    const { out } = await mcpi(["sim", A, "--skip", "5", "--take", "3"]);
    expect(rowsOf(out)[0]).toMatchObject({
      references: "3",
      stall_icache: "0",
      stall_dcache: "30",
    });
    const path = files.path("intervals.csv");
    await mcpi(["sim", A, "--interval", "4", "--intervals", path]);
    const rows = rowsOf(readFileSync(path, "utf8"));
    expect(rows.map((row) => [row.interval, row.first_reference, row.references])).toEqual([
      ["0", "0", "4"],
      ["1", "4", "4"],
      ["2", "8", "1"],
    ]);
    const piped = await mcpi(["sim", A, "--interval", "4refs", "--intervals", "-"]);
    expect(piped.out).toBe(readFileSync(path, "utf8"));
  });

  test("machines in one pass count what each counts alone", async () => {
    const { out } = await mcpi(["sim", HAND, "--machine", "all", "--two-way"]);
    const [heading, ...lines] = out.trimEnd().split("\n");
    for (const name of ["ds5000-200", "i486-50", "pentium-133", "pentium-166"]) {
      const alone = await mcpi(["sim", HAND, "--machine", name, "--two-way"]);
      const own = lines.filter((line) => line.includes(`,${name},`));
      expect(`${[heading, ...own].join("\n")}\n`).toBe(alone.out);
    }
  });

  test("a trace without references has rows without MCPI", async () => {
    const { status, out } = await mcpi(["sim", files.path("empty.din"), "--format", "din"]);
    expect(status).toBe(0);
    expect(rowsOf(out)[0]).toMatchObject({ by: "total", instructions: "0", mcpi: "" });
  });

  test.each([
    [["sim"], /Not enough/],
    [["sim", A, "--nope"], /Unknown argument: nope\nTry: mcpi sim --help/],
    [["sim", files.path("absent.mct")], /absent\.mct.*no such file/],
    [["sim", files.folder], /is a directory/],
    [["sim", files.path("bad.din")], /line 2.*7/],
    [["sim", A, "--machine", "ds500"], /machine ds500: there is no such preset/],
    [["sim", A, "--machine", files.path("broken.json")], /broken\.json: line 1/],
    [["sim", A, "--machine", files.path("absent.json")], /absent\.json: no such file/],
    [["sim", A, "--set", "caches.data.sise=4"], /caches\.data\.sise.*perhaps size/],
    [["sim", A, "--by", "total,colour"], /"colour" is none of total, mode/],
    [["sim", A, "--by", "function"], /--symbols file is needed/],
    [["sim", A, "--by", "component"], /--components map\.json is needed/],
    [["sim", A, "--conflicts"], /--symbols file is needed/],
    [["sim", A, "--conflicts", A], /put traces before it/],
    [["sim", A, "--interval", "100"], /give the rows a place/],
    [["sim", A, "--interval", "ten"], /--interval ten/],
    [["sim", A, "--take", "0"], /--take "0" is no count/],
    [["sim", A, "--skip", "1M"], /1000000 references are to be skipped, but only 9/],
    [["sim", A, "--from-mark", "3"], /mark 3 does not occur/],
    [["sim", A, "--csv", "-", "--json", "-"], /only one can go/],
    [["sim", A, "--csv", "-", "--table"], /--csv - --table: only one can go/],
    [["sim", A, "--interval", "2", "--intervals", "-", "--table"], /only one can go/],
    [["sim", A, "--csv", "a", "--csv", "b"], /--csv is given 2 times/],
    [["sim", A, "--csv", files.path("no/such/folder.csv")], /no such file or directory/],
    [["sim", A, "--mapping", "recorded"], /physical|recorded/],
    [["sim", A, "--system-range", "12-"], /--system-range 12-/],
    [["sim", A, "--format", "elf"], /format "elf" is unknown/],
    [["sim", A, "--symbols", A], /a\.din/],
    [["sim", "-", "-", "--format", "din"], /only once/],
    [["sim", A, "--csv", A], /would be overwritten/],
    [["trace", "convert", A, `${files.folder}/./a.din`], /would be overwritten/],
    [["trace", "convert", A, files.path("a.elf")], /--to mct/],
    [["sweep", A, "--curve", "--ways", "2"], /--curve: has every size/],
    [["sweep", A, "--sizes", "3K"], /"3K" is no power of two/],
    [["sweep", A, "--which", "code"], /"code" is none of instruction, data, unified/],
    [["sweep", A, "--sizes", "16", "--lines", "64"], /no size holds a set/],
    [["sensitivity", A, "--machine", "all"], /4 machines are given; one was expected/],
    [["explode", A], /there is no command "explode"; (perhaps explain|commands are)/],
    [[], /a command was expected/],
    [["trace"], /info, convert or check/],
  ] as const)("%j is refused", async (argv, text) => {
    expectError(await mcpi(argv), 2, text);
  });

  test("MCPI_DEBUG shows where an error arose", async () => {
    const { err } = await mcpi(["sim", "absent"], { env: { MCPI_DEBUG: "1" } });
    expect(err).toContain("    at ");
  });

  test("an interrupt ends with 130, whole lines, and no message", async () => {
    const controller = new AbortController();
    controller.abort();
    const { status, err, out } = await mcpi(["sim", A], { signal: controller.signal });
    expect([status, err]).toEqual([130, ""]);
    expect(out === "" || out.endsWith("\n")).toBe(true);
  });
});

describe("machines", () => {
  test("lists, and shows values with their sources", async () => {
    const list = await mcpi(["machines"]);
    expect(list.out).toMatch(/ds5000-200 +DECstation/);
    const one = await mcpi(["machines", "ds5000-200"]);
    expect(one.out).toMatch(/caches\.data\.line +4 +sourced/);
    expect(one.out).toMatch(/uncached\.loadCycles +11 +assumed/);
  });

  test("JSON of a machine is a machine", async () => {
    const { out } = await mcpi(["machines", "i486-50", "--json"]);
    const { path, remove } = newFolder({ "mine.json": out });
    const sim = await mcpi(["sim", A, "--machine", path("mine.json")]);
    const preset = await mcpi(["sim", A, "--machine", "i486-50"]);
    expect(sim.out).toBe(preset.out);
    remove();
  });
});

describe("sensitivity", () => {
  test("a row for the machine as it is, and one for each alternative", async () => {
    const { out } = await mcpi(["sensitivity", A]);
    const [base, ...rows] = rowsOf(out.replace(/"[^"]*"/g, "quoted"));
    expect(base).toMatchObject({ key: "", mcpi: "22.5", mcpi_change: "0" });
    expect(rows.every((row) => row.status === "assumed")).toBe(true);
    expect(rows.filter((row) => row.key === "mapping.seed")).toHaveLength(16);
    const all = await mcpi(["sensitivity", A, "--all"]);
    expect(all.out.split("\n").length).toBeGreaterThan(out.split("\n").length);
  });

  test("an alternative is what --set makes of it", async () => {
    const { out } = await mcpi(["sensitivity", HAND, "--all"]);
    const rows = rowsOf(out.replace(/"[^"]*"/g, "quoted"));
    for (const [key, alternative] of [
      ["writeBuffer.readClosesPage", "true"],
      ["writeBuffer.pageCycles", "5"],
      ["caches.data.write.partial", "fetch"],
    ]) {
      const row = rows.find((one) => one.key === key && one.alternative === alternative)!;
      const set = await mcpi(["sim", HAND, "--set", `${key}=${alternative}`]);
      expect(row.mcpi).toBe(rowsOf(set.out)[0].mcpi);
      expect(Number(row.mcpi_change)).toBeCloseTo(Number(row.mcpi) - Number(rows[0].mcpi), 6);
    }
    expect(new Set(rows.map((row) => row.mcpi)).size).toBeGreaterThan(1);
  });

  test("what a value is worth is its change", async () => {
    const { out } = await mcpi(["sensitivity", A, "--all", "--table"]);
    expect(out).toContain("MCPI 22.5000, 4 instructions");
    expect(out).toMatch(/mapping\.seed +0 +16 other values/);
  });
});

describe("sweep", () => {
  test("a row for each cache, as the simulator counts", async () => {
    const sizes = ["--sizes", "32K,64K", "--ways", "1,2", "--lines", "16", "--three-c"];
    const { out, err } = await mcpi(["sweep", A, ...sizes]);
    expect(err).toBe("");
    const rows = rowsOf(out);
    expect(rows.map((row) => `${row.cache} ${row.size} ${row.ways}`)).toEqual(
      ["instruction", "data"].flatMap((side) =>
        ["32768", "65536"].flatMap((size) => ["1", "2"].map((ways) => `${side} ${size} ${ways}`)),
      ),
    );
    const of = (size: string, ways: string) =>
      rows.find((row) => row.cache === "data" && row.size === size && row.ways === ways);
    expect(of("65536", "1")).toMatchObject({ misses: "5", conflict: "3", miss_ratio: "1" });
    expect(of("65536", "2")).toMatchObject({ misses: "2", conflict: "0", miss_ratio: "0.4" });
  });

  test("a curve has every size at which something changes", async () => {
    const argv = ["sweep", A, "--curve", "--which", "instruction,data"];
    const { out } = await mcpi(argv);
    // Instruction lines 1000 1000 2000 2000; data 20000 30000 20000 30000 20000.
    expect(rowsOf(out).map((row) => [row.cache, row.lines, row.misses])).toEqual([
      ["instruction", "1", "2"],
      ["data", "1", "5"],
      ["data", "2", "2"],
    ]);
    const table = await mcpi([...argv, "--table"]);
    expect(table.out).toMatch(/32 +50\.000% +40\.000%/);
    expect(table.out).toContain("data, 16-byte lines: 2 lines (32 bytes) hold all");
    const refused = await mcpi([...argv, "--write", "write-around"]);
    expectError(refused, 2, /write\.miss write-around.*fetch-on-write was expected/);
  });

  test("a table with sizes down and ways across", async () => {
    const { out } = await mcpi(["sweep", A, "--sizes", "64K", "--ways", "1,full", "--table"]);
    expect(out).toMatch(/size +1 way +full\n/);
    expect(out).toMatch(/64K +100\.000% +40\.000%/);
  });
});

describe("explain", () => {
  test("tells hit or miss, the class, and why", async () => {
    const { out } = await mcpi(["explain", A, "--mapping", "identity"]);
    expect(out).toContain("#1  fetch 0x1000, 4 bytes");
    expect(out).toMatch(
      /evicted by 0x30000 one reference ago; the fully associative twin still has it: conflict/,
    );
  });

  test("sets, limits, CSV", async () => {
    const one = await mcpi(["explain", A, "--mapping", "identity", "--set", "0", "--limit", "3"]);
    expect(one.out.match(/^#/gm)).toHaveLength(1);
    const csv = await mcpi(["explain", A, "--csv", "-"]);
    expect(rowsOf(csv.out)).toHaveLength(9);
    expect(rowsOf(csv.out)[0]).toMatchObject({ reference: "1", kind: "fetch", outcome: "miss" });
  });

  test("refuses long traces, but for a limit", async () => {
    const { path, remove } = newFolder({ "long.din": "2 1000\n".repeat(10_001) });
    expectError(
      await mcpi(["explain", path("long.din")]),
      2,
      /more than 10000 references; --limit/,
    );
    const { out } = await mcpi(["explain", path("long.din"), "--limit", "10001"]);
    expect(out).toContain("#10001 ");
    remove();
  });
});

describe("trace", () => {
  test("info counts", async () => {
    const { out } = await mcpi(["trace", "info", A]);
    expect(out).toMatch(/format +din/);
    expect(out).toMatch(/references +9\n/);
    const json = await mcpi(["trace", "info", A, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ format: "din", fetches: 4, loads: 4, stores: 1 });
  });

  test("check: whole, or status 1 and where", async () => {
    const whole = await mcpi(["trace", "check", A]);
    expect([whole.status, whole.out]).toEqual([0, `${A}: whole, din, 9 references\n`]);
    const bad = await mcpi(["trace", "check", files.path("bad.din"), "--format", "din"]);
    expectError(bad, 1, /line 2[\s\S]*1 references before it/);
  });

  test("convert there and back again", async () => {
    const mct = files.path("a.mct");
    const made = await mcpi(["trace", "convert", A, mct]);
    expect([made.status, made.out, made.err]).toEqual([0, "", ""]);
    const back = await mcpi(["trace", "convert", mct, "-", "--to", "din"]);
    expect(back.out).toBe(DIN);
    const [a, b] = [await mcpi(["sim", A]), await mcpi(["sim", mct])];
    const strip = (csv: string) =>
      rowsOf(csv).map((row) => ({ ...row, trace: "", trace_sha256: "" }));
    expect(strip(b.out)).toEqual(strip(a.out));
  });

  test("a damaged file: refused, checked, salvaged", async () => {
    const mct = files.path("b.mct");
    await mcpi(["trace", "convert", A, mct]);
    const bytes = readFileSync(mct);
    const { path, remove } = newFolder({ "cut.mct": bytes.subarray(0, bytes.length - 20) });
    expectError(await mcpi(["sim", path("cut.mct")]), 2, /cut\.mct: byte \d+:/);
    const check = await mcpi(["trace", "check", path("cut.mct")]);
    expectError(check, 1, /byte \d+:[\s\S]*--salvage keeps them/);
    const salvaged = await mcpi(["sim", path("cut.mct"), "--salvage"]);
    expect(salvaged.status).toBe(0);
    expect(salvaged.err).toMatch(/9 references before it are used/);
    expect(rowsOf(salvaged.out)[0].references).toBe("9");
    remove();
  });

  test("text is salvaged, too", async () => {
    const bad = files.path("bad.din");
    const { status, out, err } = await mcpi(["sim", bad, "--salvage"]);
    expect(status).toBe(0);
    expect(err).toMatch(/line 2.*the references before it are used/);
    expect(rowsOf(out)[0].references).toBe("1");
  });

  test("says what the other format cannot carry", async () => {
    const mct = files.path("c.mct");
    const { path, remove } = newFolder({ "l.txt": "I  1000,3\n L 1ffefff878,8\n" });
    await mcpi([
      "trace",
      "convert",
      path("l.txt"),
      mct,
      "--format",
      "lackey",
      "--system-range",
      "1000-2000",
    ]);
    const { err, status } = await mcpi(["trace", "convert", mct, path("l.din")]);
    expect(status).toBe(0);
    expect(err).toMatch(/din cannot carry: .*the sizes of 2 references/);
    expect(existsSync(path("l.din"))).toBe(true);
    remove();
  });
});

describe("help and completion", () => {
  test.each([
    [],
    ["sim"],
    ["boot"],
    ["machines"],
    ["trace"],
    ["trace", "info"],
    ["trace", "convert"],
    ["trace", "check"],
    ["sweep"],
    ["sensitivity"],
    ["explain"],
  ])("%s %s --help", async (...words) => {
    const { status, out, err } = await mcpi([
      ...words.filter((word) => word !== undefined),
      "--help",
    ]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain(`mcpi ${words.join(" ")}`.trim());
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    if (words.length > 0 && words.at(-1) !== "trace") expect(out).toContain("Examples:");
  });

  test("help sim is sim --help", async () => {
    expect((await mcpi(["help", "sim"])).out).toBe((await mcpi(["sim", "--help"])).out);
  });

  test("a completion script, and completions", async () => {
    const script = await mcpi(["completion"]);
    expect(script.out).toContain("mcpi");
    expect(script.out).toContain("compl");
    const commands = await mcpi(["--get-yargs-completions", "mcpi", "s"]);
    expect(commands.out).toMatch(/sim/);
    const options = await mcpi(["--get-yargs-completions", "mcpi", "sim", "--ma"]);
    expect(options.out).toContain("--machine");
    const boot = await mcpi(["--get-yargs-completions", "mcpi", "boot", "--un"]);
    expect(boot.out).toContain("--until");
  });

  test("the version", async () => {
    expect((await mcpi(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
