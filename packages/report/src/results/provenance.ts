/**
 * Where a result comes from: the hashes of its trace and machine, and how it was made.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Machine } from "@mcpi/memsim";
import { programVersion } from "../version.ts";
import type { Provenance } from "./row.ts";

/** SHA-256, in hexadecimal, of a value's canonical JSON. */
export function hashOfJson(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** The hash of a machine description: canonical JSON, defaults filled in. */
export function machineHash(machine: Machine): string {
  return hashOfJson(machine);
}

/** JSON with keys sorted, without spaces, undefined left out: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${parts.join(",")}}`;
}

/** SHA-256 of a file's bytes; empty for what can be read only once (standard input, a pipe). */
export async function fileHash(path: string): Promise<string> {
  if (path === "-" || !(await stat(path)).isFile()) return "";
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

/** The provenance of a result on `machine`. */
export function provenanceOf(
  machine: Machine,
  made: {
    readonly traceHash: string;
    readonly window: string;
    /** Whether the refill template was asked for. */
    readonly refillTemplate: boolean;
  },
): Provenance {
  const template = made.refillTemplate && isRefilledBySoftware(machine);
  return {
    traceHash: made.traceHash,
    machineHash: machineHash(machine),
    window: made.window,
    approximate: template ? "refill template" : "",
    version: programVersion(),
  };
}

function isRefilledBySoftware(machine: Machine): boolean {
  return Object.values(machine.tlb ?? {}).some((tlb) => tlb?.refill === "software");
}
