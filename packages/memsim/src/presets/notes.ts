/** Shorthand for the source notes of presets: one note for each key of a group with one source. */
import type { MachineInput } from "../machine-schema.ts";

type Note = MachineInput["sources"][number];

/** Notes on values that a published source gives, or that follow from ones that it gives. */
export function sourced(
  source: string,
  keys: readonly string[],
  alternatives?: Note["alternatives"],
): Note[] {
  return notes("sourced", source, keys, alternatives);
}

/** Notes on values that no source gives; `why` says how they were chosen. */
export function assumed(
  why: string,
  keys: readonly string[],
  alternatives?: Note["alternatives"],
): Note[] {
  return notes("assumed", why, keys, alternatives);
}

/** `names` as keys of the object at `path`. */
export function within(path: string, ...names: string[]): string[] {
  return names.map((name) => `${path}.${name}`);
}

/** The 16 space hashes other than the fixed one, over which every headline is spread. */
export const otherSeeds = Array.from({ length: 16 }, (_, n) => n + 1);

function notes(
  status: Note["status"],
  source: string,
  keys: readonly string[],
  alternatives: Note["alternatives"],
): Note[] {
  return keys.map((key) =>
    alternatives ? { key, status, source, alternatives } : { key, status, source },
  );
}
