/**
 * The table that `mcpi sweep --curve` shows to people: the curves at powers of two.
 */
import type { Style } from "../console/style.ts";
import { grouped, textTable } from "../console/table.ts";
import { sizeText } from "../options/size.ts";
import { type CurveRow, curveRatio } from "./curve-columns.ts";

/** A column for each curve, a line for each power of two up to where nothing gets better. */
export function curveText(rows: readonly CurveRow[], style: Style): string {
  const curves = [...new Set(rows.map((row) => row.curve))];
  const of = curves.map((curve) => rows.filter((row) => row.curve === curve));
  const most = Math.max(...of.map((steps) => sizeOf(steps[steps.length - 1])));
  const columns = [
    { heading: "size", numeric: true },
    ...curves.map(({ side, line }) => ({ heading: `${side}, ${line}-byte lines`, numeric: true })),
  ];
  const cells: string[][] = [];
  const least = Math.min(...curves.map(({ line }) => line));
  for (let size = least; size < 2 * most; size *= 2)
    cells.push([sizeText(size), ...of.map((steps) => ratioText(stepAt(steps, size)))]);
  const ends = of.map((steps) => {
    const last = steps[steps.length - 1];
    return `${last.curve.side}, ${last.curve.line}-byte lines: ${grouped(last.lines)} lines (${grouped(sizeOf(last))} bytes) hold all that is used again\n`;
  });
  const head = `${rows[0]?.trace ?? ""}: miss ratio of fully associative LRU caches\n`;
  return `${style("bold", head)}${textTable(columns, cells, style)}${ends.join("")}`;
}

const sizeOf = (row: CurveRow) => row.lines * row.curve.line;

/** The last step that a cache of this size takes. */
function stepAt(steps: readonly CurveRow[], size: number): CurveRow | undefined {
  let found: CurveRow | undefined;
  for (const step of steps) {
    if (sizeOf(step) > size) break;
    found = step;
  }
  return found;
}

function ratioText(row: CurveRow | undefined): string {
  const ratio = row && curveRatio(row);
  return ratio === undefined ? "" : `${(100 * ratio).toFixed(3)}%`;
}
