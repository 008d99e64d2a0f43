/**
 * Cycle tables of the write buffer, as a person writes them (write-buffer-tables.test.ts): reads a
 * table, runs what its CPU column does, and gives back what memory did, to be compared with it.
 *
 * A row is a cycle: its number, what the CPU does, what is in the buffer (the oldest first, what the
 * CPU put in at this cycle included), and what memory does. A new instruction begins in a row with
 *
 *     run          an instruction that hits
 *     fetch F0     one whose fetch is made at F0
 *     store P1     one that stores a word at P1;  store P1, load R0  one that does both
 *     + store P1   goes on with the instruction before
 *
 * then perhaps `: waits` (for writes) or `: reads` (a read costs this cycle); in rows where nothing
 * begins, `waits` and `reads` go on, and `done` and `enters` are the cycle that the instruction
 * itself takes. P1 is word 1 of page P, a letter; pages U and V are uncached.
 */
import { PAGE_UNCACHED, PAGE_UNMAPPED } from "@mcpi/trace";
import type { Model } from "./model.ts";
import { modelRunner, type Program, type Step } from "./program.ts";

export interface TableRow {
  readonly cycle: number;
  readonly buffer: string;
  readonly memory: string;
}

/** The instructions of a table. */
export interface TableInstruction {
  readonly cycle: number;
  readonly steps: readonly Step[];
  /** Cycles from its beginning to that of the next one, less its own: its stalls. */
  stalls: number;
}

export interface CycleTable {
  readonly rows: readonly TableRow[];
  readonly instructions: readonly TableInstruction[];
  /** How many rows say that the CPU waits for writes, and that a read costs the cycle. */
  readonly waits: number;
  readonly reads: number;
}

const DATA = /^(load|store) ([A-Z]\d+)$/;
/** The fetch of an instruction that the table says nothing of. */
export const CODE: Step = { kind: "fetch", vpn: 0, offset: 0, size: 4 };

/** Letter A is page 1; pages of U and V are uncached. */
export const LAYOUT: Program["layout"] = {
  flags: Array.from({ length: 32 }, (_, vpn) =>
    "UV".includes(String.fromCharCode(64 + vpn)) ? PAGE_UNCACHED | PAGE_UNMAPPED : 0,
  ),
  frames: "none",
};

/** A reference to a word by its name in tables. */
export function refer(kind: "fetch" | "load" | "store", word: string): Step {
  return { kind, vpn: word.charCodeAt(0) - 64, offset: 4 * Number(word.slice(1)), size: 4 };
}

/** Reads a table; its first two lines are the heading. */
export function readTable(text: string): CycleTable {
  const lines = text.trim().split("\n").slice(2);
  const rows: TableRow[] = [];
  const instructions: TableInstruction[] = [];
  let waits = 0;
  let reads = 0;
  for (const line of lines) {
    const [number, cpu, buffer, memory] = line.split("|").map((cell) => cell.trim());
    const cycle = Number(number);
    if (cycle !== rows.length) throw new Error(`cycle ${number} is in the place of ${rows.length}`);
    rows.push({ cycle, buffer, memory });
    const [what, ending] = cpu.includes(":") ? cpu.split(":").map((s) => s.trim()) : [cpu, ""];
    if (what === "waits" || ending === "waits") waits++;
    if (what === "reads" || ending === "reads") reads++;
    if (["waits", "reads", "done", "enters"].includes(what)) continue;
    const last = instructions.at(-1);
    if (what.startsWith("+ ")) {
      (last!.steps as Step[]).push(...steps(what.slice(2)));
      continue;
    }
    if (last) last.stalls = cycle - last.cycle - 1;
    const fetch = /^fetch ([A-Z]\d+)$/.exec(what);
    if (fetch) instructions.push({ cycle, steps: [refer("fetch", fetch[1])], stalls: 0 });
    else
      instructions.push({
        cycle,
        steps: [CODE, ...(what === "run" ? [] : steps(what))],
        stalls: 0,
      });
  }
  return { rows, instructions, waits, reads };
}

function steps(list: string): Step[] {
  return list.split(",").map((item) => {
    const match = DATA.exec(item.trim());
    if (match === null) throw new Error(`"${item}" is nothing that a table's CPU does`);
    return refer(match[1] as "load" | "store", match[2]);
  });
}

/**
 * Runs the instructions of a table on the model, whose clock and counts have been brought to the
 * table's beginning, and returns the rows as the model has them.
 */
export function runTable(table: CycleTable, model: Model, start: number): TableRow[] {
  const rows: TableRow[] = [];
  const name = (address: bigint) => {
    const page = Number(address / 4096n) % 32;
    return `${String.fromCharCode(64 + page)}${(address % 4096n) / 4n}`;
  };
  model.memory.onCycle = (cycle, buffer, doing) => {
    const names = buffer.map((entry) => name(entry.address));
    const memory = doing === "write" ? `write ${names[0]}` : doing === "read" ? "read" : "";
    if (cycle >= start) rows.push({ cycle: cycle - start, buffer: names.join(" "), memory });
  };
  const run = modelRunner({ layout: LAYOUT, steps: [] }, model);
  for (const { steps } of table.instructions) for (const step of steps) run(step);
  model.memory.workTo(start + table.rows.length);
  return rows;
}
