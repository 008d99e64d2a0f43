/**
 * The tables of docs/method.md, made from what `npm run calibrate` has left in results/.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PAGE = join(ROOT, "docs/method.md");

type Row = Readonly<Record<string, string>>;

const rowsOf = (file: string): Row[] =>
  Papa.parse<Row>(readFileSync(join(ROOT, "results", file), "utf8"), {
    header: true,
    skipEmptyLines: true,
  }).data;

const grouped = (text: string): string =>
  text.includes(".") ? text : text.replace(/\B(?=(\d{3})+$)/g, ",");

function value(text: string, unit: string): string {
  if (text === "") return "";
  const number = Number(text);
  if (unit === "cycles/instruction") return number.toFixed(4);
  if (unit === "of system instructions") return `${(100 * number).toFixed(1)} %`;
  if (unit === "%") return `${number.toFixed(1)} %`;
  if (unit === "s") return number.toFixed(3);
  return grouped(String(Math.round(number)));
}

const ratio = (text: string): string => (text === "" ? "" : Number(text).toFixed(2));

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = `|---|${head
    .slice(1)
    .map(() => "---:|")
    .join("")}`;
  return [line(head), rule, ...lines.map(line), ""].join("\n");
}

function comparison(group: string, file: string): string {
  const lines = rowsOf(file)
    .filter((row) => row.group === group)
    .map((row) => {
      const within =
        row.tolerance === "" || row.ratio === ""
          ? ""
          : `${100 * Number(row.tolerance)} %: ${Math.abs(Number(row.ratio) - 1) <= Number(row.tolerance) ? "yes" : "**no**"}`;
      return [
        row.quantity,
        value(row.measured, row.unit),
        value(row.published, row.unit),
        ratio(row.ratio),
        ...(group === "calibration" ? [within] : []),
      ];
    });
  const head = [group, "measured", "published", "ratio"];
  return table(group === "calibration" ? [...head, "within"] : head, lines);
}

/** Functions that could be counted in another component than the map's: what is uncertain of it. */
const ELSEWHERE = [
  {
    what: "interrupt levels (spl0, splx …) as trap",
    functions: /^(spl|softclock_)/,
    from: "UNIX service",
    to: "trap",
  },
  {
    what: "cleaning of the instruction cache as block operations",
    functions: /^icache_clean$/,
    from: "VM-md",
    to: "block operations",
  },
  {
    what: "locks (spin_take, lock_manage …) left out",
    functions: /^(spin_|lock_manage$)/,
    from: "UNIX service",
    to: undefined,
  },
] as const;
const SHARED = ["trap", "VM-md", "block operations", "UNIX service"] as const;

/** Shares of the system's instructions as the map has it, and with some functions elsewhere. */
function alternatives(): string {
  const rows = rowsOf("hz-256/ultrix-sed.csv");
  const counts = (by: string) =>
    new Map(rows.filter((row) => row.by === by).map((row) => [row.who, Number(row.instructions)]));
  const components = counts("component");
  components.delete("user");
  const line = (what: string, shares: ReadonlyMap<string, number>) => {
    const system = [...shares.values()].reduce((sum, count) => sum + count, 0);
    const share = (name: string) => `${((100 * (shares.get(name) ?? 0)) / system).toFixed(1)} %`;
    return [what, grouped(String(system)), ...SHARED.map(share)];
  };
  const lines = ELSEWHERE.map(({ what, functions, from, to }) => {
    let moved = 0;
    for (const [who, count] of counts("function")) if (functions.test(who)) moved += count;
    const shares = new Map(components);
    shares.set(from, (shares.get(from) ?? 0) - moved);
    if (to !== undefined) shares.set(to, (shares.get(to) ?? 0) + moved);
    return line(what, shares);
  });
  return table(
    ["the map", "system instructions", ...SHARED],
    [line("as it is", components), ...lines],
  );
}

function clocks(): string {
  const wanted = ["system instructions", "MCPI", "time"];
  const lines = ["64", "256", "1024"].map((hz) => {
    const rows = rowsOf(`hz-${hz}/ultrix-sed-comparison.csv`);
    return [
      `${hz} Hz`,
      ...wanted.map((quantity) => {
        const row = rows.find((one) => one.quantity === quantity);
        return row === undefined ? "" : value(row.measured, row.unit);
      }),
    ];
  });
  return table(["clock", ...wanted], lines);
}

/** @param whose figures are compared with: part of the names of columns */
function paths(file: string, whose: string, wanted: (row: Row) => boolean = () => true): string {
  const quantities = ["instructions", "loads", "stores", "text_bytes", "data_lines"];
  const lines = rowsOf(file)
    .filter((row) => row.function === "" && row.temperature === "warm" && wanted(row))
    .map((row) => [
      row.title,
      ...quantities.map((quantity) => {
        // 4.4BSD's lines are of all data in the kernel, the buffer cache's included.
        const own =
          Number(row[quantity]) + (quantity === "data_lines" ? Number(row.buffer_lines) : 0);
        // A part of an operation has no lines and cycles of its own.
        if (row[quantity] === "") return "";
        const published = row[`${whose}_${quantity}`];
        const beside =
          published === "" || Number(published) === 0
            ? ""
            : ` (${(own / Number(published)).toFixed(2)})`;
        return `${grouped(String(own))}${beside}`;
      }),
      grouped(row.cycles),
    ]);
  return table(
    ["operation", "instructions", "loads", "stores", "text bytes", "data lines", "cycles warm"],
    lines,
  );
}

const ULTRIX = "hz-256/ultrix-sed-comparison.csv";
const MACH = "mach-sed-comparison.csv";
const TABLES = {
  calibration: () => comparison("calibration", ULTRIX),
  validation: () => comparison("validation", ULTRIX),
  alternatives,
  clocks,
  paths: () => paths("ultrix-paths.csv", "bsd44"),
  "calibration of Mach": () => comparison("calibration", MACH),
  "validation of Mach": () => comparison("validation", MACH),
  "paths of Mach": () => paths("mach-paths.csv", "mach30", (row) => row.mach30_instructions !== ""),
  "paths of Mach's UNIX": () =>
    paths("mach-paths.csv", "mach30", (row) => row.mach30_instructions === ""),
};

let page = readFileSync(PAGE, "utf8");
for (const [name, make] of Object.entries(TABLES)) {
  const begin = `<!-- ${name}: written by npm run calibrate -->`;
  const end = "<!-- end -->";
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/method.md lacks "${begin}" or its end`);
  page = `${page.slice(0, from + begin.length)}\n${make()}${page.slice(to)}`;
}
writeFileSync(PAGE, page);
