/**
 * What `mcpi paths` does: measures, and writes what was measured.
 */
import type { PathsArguments } from "../commands/paths.ts";
import { UsageError } from "../console/errors.ts";
import type { CommandContext } from "../context.ts";
import { machineOf } from "../options/machine.ts";
import { destinationsOf } from "../options/output.ts";
import { bsd44Paths, mach30Paths } from "../published/published.ts";
import { deliver } from "../results/deliver.ts";
import { systemOf } from "../run/systems.ts";
import { measurePaths } from "./measure-paths.ts";
import { BESIDE, pathColumns, pathRows } from "./path-columns.ts";
import { pathsText } from "./paths-text.ts";

/** @throws what console/errors.ts knows */
export async function paths(given: PathsArguments, context: CommandContext): Promise<void> {
  const { terminal, progress, signal } = context;
  const system = systemOf(given.system);
  const memory = machineOf({ machine: [given.mem ?? "ds5000-200"], set: given.set });
  const to = destinationsOf(given, `${system.name}-paths`, {
    terminal,
    tableOnly: given.csv === undefined && given.json === undefined,
  });
  if (given.part === "kernel" && system.kernelPaths === undefined)
    throw new UsageError(
      `--part kernel: beneath the UNIX of ${system.name} there is no other kernel`,
    );
  const measured = await measurePaths(
    system,
    { memory, hz: given.hz, engine: given.engine, part: given.part },
    { signal, progress },
  );
  const rows = pathRows(measured);
  const wanted = given.functions ?? [];
  const unknown = wanted.find((key) => !measured.results.some((result) => result.key === key));
  if (unknown !== undefined)
    throw new UsageError(
      `--functions ${unknown}: there is no such operation; there are ${measured.results.map(({ key }) => key).join(", ")}`,
    );
  const beside = system.pathsBeside;
  const published = beside === "bsd44" ? bsd44Paths() : mach30Paths();
  const columns = pathColumns(published, beside);
  await deliver(to, context, "mcpi paths", columns, rows, (all, style) =>
    pathsText(all, published, BESIDE[beside], wanted, style),
  );
}
