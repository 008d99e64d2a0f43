/**
 * What a trace holds, for people.
 */
import {
  FOOTPRINT_LINE,
  PAGE_SIZE,
  type ReferenceCounts,
  type StreamStatistics,
  type TraceInfo,
} from "@mcpi/trace";
import type { Style } from "../console/style.ts";
import { grouped, percent } from "../console/table.ts";
import { sizeText } from "../options/size.ts";

/** Spaces and marks that are listed; of more the number. */
const MOST_LISTED = 10;
/** Longest provenance that is shown whole. */
const MOST_CHARACTERS = 200;

/** The lines of `mcpi trace info`, the last one empty. */
export function statisticsText(
  info: TraceInfo,
  bytes: number,
  statistics: StreamStatistics,
  style: Style,
): string {
  const references = total(statistics);
  const lines: [string, string][] = [
    ["format", formatText(info, bytes, references)],
    ...provenanceLines(info),
    ["references", grouped(references)],
    ["fetches", withBytes(statistics.fetches, statistics.fetchBytes)],
    ["loads", withBytes(statistics.loads, statistics.loadBytes)],
    ["stores", withBytes(statistics.stores, statistics.storeBytes)],
    ["kernel mode", share(total(statistics.kernel), references)],
    ...spaceLines(statistics),
    [
      "run",
      `${(statistics.fetches / Math.max(1, statistics.runs)).toFixed(1)} instructions on average`,
    ],
    ...footprintLines(statistics),
    ...crossingLines(statistics),
    ...eventLines(statistics),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const text = lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`.trimEnd());
  return `${style("bold", info.name)}\n${text.join("\n")}\n\n`;
}

const total = ({ fetches, loads, stores }: ReferenceCounts) => fetches + loads + stores;

const withBytes = (count: number, bytes: number) => `${grouped(count)}  (${grouped(bytes)} bytes)`;

const share = (part: number, whole: number) =>
  part === 0 ? "none" : `${grouped(part)} references  (${percent(part, whole)})`;

function formatText({ format, physical }: TraceInfo, bytes: number, references: number): string {
  const addresses = physical ? "with physical addresses" : "without physical addresses";
  const each = references === 0 ? "" : `, ${(bytes / references).toFixed(2)} a reference`;
  return `${format}, ${addresses}; ${grouped(bytes)} bytes read${each}`;
}

function provenanceLines({ provenance }: TraceInfo): [string, string][] {
  return Object.entries(provenance).map(([name, value]) => [
    name,
    value.length <= MOST_CHARACTERS ? value : `${value.slice(0, MOST_CHARACTERS - 1)}…`,
  ]);
}

function spaceLines({ spaces }: StreamStatistics): [string, string][] {
  if (spaces.length < 2) return [];
  if (spaces.length > MOST_LISTED) return [["spaces", grouped(spaces.length)]];
  return spaces.map(({ space, user, kernel }) => [
    `space ${space}`,
    `${grouped(total(user))} references in user mode, ${grouped(total(kernel))} in kernel mode`,
  ]);
}

function footprintLines({ footprint }: StreamStatistics): [string, string][] {
  const { pages, lines } = footprint;
  const size = (count: number, unit: number) => sizeText(count * unit);
  const rows: [string, string][] = [
    [
      "pages",
      `${grouped(pages.all)}: ${grouped(pages.code)} of code, ${grouped(pages.data)} of data  (${size(pages.all, PAGE_SIZE)})`,
    ],
  ];
  if (lines !== undefined)
    rows.push([
      `${FOOTPRINT_LINE}-byte lines`,
      `${grouped(lines.all)}: ${grouped(lines.code)} of code, ${grouped(lines.data)} of data  (${grouped(lines.all * FOOTPRINT_LINE)} bytes)`,
    ]);
  return rows;
}

function crossingLines({ fetchCrossings, dataCrossings }: StreamStatistics): [string, string][] {
  if (fetchCrossings + dataCrossings === 0) return [];
  return [
    [
      "page crossings",
      `${grouped(fetchCrossings)} fetches, ${grouped(dataCrossings)} data references`,
    ],
  ];
}

function eventLines(statistics: StreamStatistics): [string, string][] {
  const { events, idle, isolated, marks, otherMarks, extraCycles } = statistics;
  const lines: [string, string][] = Object.entries(events).map(([name, count]) => [
    name,
    grouped(count),
  ]);
  if (extraCycles > 0) lines.push(["extra cycles", grouped(extraCycles)]);
  if (total(idle) > 0) lines.push(["while idling", share(total(idle), total(statistics))]);
  if (total(isolated) > 0)
    lines.push(["cache isolated", share(total(isolated), total(statistics))]);
  const shown = marks.slice(0, MOST_LISTED).map(({ code, count }) => `${code} (${grouped(count)})`);
  const more = marks.length + otherMarks - shown.length;
  if (shown.length > 0)
    lines.push(["mark codes", shown.join(", ") + (more > 0 ? ` and ${grouped(more)} more` : "")]);
  return lines;
}
