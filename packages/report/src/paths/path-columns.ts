/**
 * The columns of paths: a row for each operation, warm and cold, and for each function in it.
 */
import { stallCycles } from "@mcpi/memsim";
import { FOOTPRINT_LINE } from "@mcpi/trace";
import { functionNames } from "../attribution.ts";
import type { Published } from "../published/published.ts";
import type { Column } from "../results/column.ts";
import type { MeasuredPaths, Temperature } from "./measure-paths.ts";
import { PARTS, workOfPart } from "./path-parts.ts";

export interface PathRow {
  readonly system: string;
  readonly operation: string;
  readonly title: string;
  readonly temperature: Temperature;
  /** Empty: the whole operation. */
  readonly function: string;
  readonly instructions: number;
  readonly loads: number;
  readonly stores: number;
  readonly textBytes: number;
  readonly dataLines: number | undefined;
  readonly bufferLines: number | undefined;
  readonly userLines: number | undefined;
  readonly cycles: number | undefined;
  readonly fetchMisses: number | undefined;
  readonly loadMisses: number | undefined;
}

/** Rows of all operations, their functions behind each. */
export function pathRows({ system, results }: MeasuredPaths): PathRow[] {
  const namesOf = new Map(
    [...new Set(results.map(({ lookup }) => lookup))].map((one) => [one, functionNames(one)]),
  );
  return results.flatMap((result) =>
    (["warm", "cold"] as const).flatMap((temperature): PathRow[] => {
      const nameOf = namesOf.get(result.lookup)!;
      const { work, counts } = result[temperature];
      const same = {
        system: system.name,
        operation: result.key,
        title: result.title,
        temperature,
      };
      const whole: PathRow = {
        ...same,
        function: "",
        instructions: work.instructions,
        loads: work.loads,
        stores: work.stores,
        textBytes: work.textLines * FOOTPRINT_LINE,
        dataLines: work.dataLines,
        bufferLines: work.bufferLines,
        userLines: work.userLines,
        cycles: counts.instructions + stallCycles(counts.stalls),
        fetchMisses: counts.level1.fetch.misses,
        loadMisses: counts.level1.load.misses,
      };
      const parts = [...work.functions]
        .sort((a, b) => b[1].instructions - a[1].instructions || a[0] - b[0])
        .map(
          ([number, own]): PathRow => ({
            ...same,
            function: nameOf(number),
            instructions: own.instructions,
            loads: own.loads,
            stores: own.stores,
            textBytes: own.textLines * FOOTPRINT_LINE,
            dataLines: undefined,
            bufferLines: undefined,
            userLines: undefined,
            cycles: undefined,
            fetchMisses: undefined,
            loadMisses: undefined,
          }),
        );
      const known = PARTS.filter(({ of }) => of === result.key).map((part): PathRow => {
        const { textLines, ...own } = workOfPart(part, work, nameOf);
        return {
          ...whole,
          ...own,
          operation: part.key,
          title: part.title,
          textBytes: textLines * FOOTPRINT_LINE,
          dataLines: undefined,
          bufferLines: undefined,
          userLines: undefined,
          cycles: undefined,
          fetchMisses: undefined,
          loadMisses: undefined,
        };
      });
      return [whole, ...parts, ...known];
    }),
  );
}

/** The quantities that others have figures of, with the property of a row that measures each. */
export const COMPARED = [
  ["instructions", "instructions", (row: PathRow) => row.instructions],
  ["loads", "references", (row: PathRow) => row.loads],
  ["stores", "references", (row: PathRow) => row.stores],
  ["text_bytes", "bytes", (row: PathRow) => row.textBytes],
  [
    "data_lines",
    "lines of 16 bytes",
    // 4.4BSD's lines are of all data in the kernel, the buffer cache's included.
    (row: PathRow) =>
      row.dataLines === undefined ? undefined : row.dataLines + (row.bufferLines ?? 0),
  ],
] as const;

const text = (
  name: string,
  definition: string,
  value: (row: PathRow) => string,
): Column<PathRow> => ({
  name,
  unit: "text",
  definition,
  value,
});
const count = (
  name: string,
  unit: string,
  definition: string,
  value: (row: PathRow) => number | undefined,
): Column<PathRow> => ({ name, unit, definition, value });

/** Whose figures the paths are compared with. */
export const BESIDE = { bsd44: "4.4BSD", mach30: "Mach 3.0" } as const;

/** The columns, with the figures of those that the system is compared with. */
export function pathColumns(
  published: Published,
  beside: keyof typeof BESIDE,
): readonly Column<PathRow>[] {
  return [
    text("system", "the operating system", (row) => row.system),
    text("operation", "its key", (row) => row.operation),
    text("title", "what it is", (row) => row.title),
    text(
      "temperature",
      "`warm`: caches and TLB as the time before left them; `cold`: empty",
      (row) => row.temperature,
    ),
    text("function", "a function's own part; empty: the whole", (row) => row.function),
    count("instructions", "instructions", "of the system", (row) => row.instructions),
    count("loads", "references", "of the system", (row) => row.loads),
    count("stores", "references", "of the system", (row) => row.stores),
    count("text_bytes", "bytes", "of distinct lines of 16 bytes", (row) => row.textBytes),
    count("data_lines", "lines of 16 bytes", "the system's own", (row) => row.dataLines),
    count(
      "buffer_lines",
      "lines of 16 bytes",
      "contents of the buffer cache",
      (row) => row.bufferLines,
    ),
    count("user_lines", "lines of 16 bytes", "memory of processes", (row) => row.userLines),
    count("cycles", "cycles", "instructions and stall cycles", (row) => row.cycles),
    count("fetch_misses", "misses", "of the instruction cache", (row) => row.fetchMisses),
    count("load_misses", "misses", "of the data cache", (row) => row.loadMisses),
    ...COMPARED.map(([quantity, unit]) =>
      count(`${beside}_${quantity}`, unit, `of ${BESIDE[beside]} (fixtures/published)`, (row) =>
        row.function === "" ? published(row.operation, quantity)?.value : undefined,
      ),
    ),
  ];
}
