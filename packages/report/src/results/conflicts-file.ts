/**
 * The file of conflict pairs in a folder of results.
 */
import { join } from "node:path";
import { fileOutput } from "../console/output.ts";
import { CONFLICT_COLUMNS } from "./conflict-columns.ts";
import type { SimulatedTrace } from "./simulation-json.ts";
import { toCsv } from "./write.ts";

/** Writes `conflicts.csv` into the folder, if there is one. */
export async function writeConflicts(
  folder: string | undefined,
  traces: readonly SimulatedTrace[],
): Promise<void> {
  if (folder === undefined) return;
  const file = await fileOutput(join(folder, "conflicts.csv"));
  await file.write(
    toCsv(
      CONFLICT_COLUMNS,
      traces.flatMap(({ conflicts }) => conflicts),
    ),
  );
  await file.close();
}
