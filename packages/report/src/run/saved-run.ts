/**
 * A run of a workload that has been kept in a file: what it is of, how far it had come, what it had
 * said, and the state of its machine with all that counts.
 */
import { readFile, writeFile } from "node:fs/promises";
import { decodeState, encodeState } from "@mcpi/kernels";
import { InputError } from "@mcpi/trace";

/**
 * How far a run has come: the system boots; it has booted, and what counts is not there yet; the
 * workload is being counted.
 */
export type Stage = "boot" | "booted" | "counted";

export interface SavedRun {
  /** Texts by key: what must be the same where the run goes on. */
  readonly about: Readonly<Record<string, string>>;
  readonly stage: Stage;
  /** Cycle at which counting began; 0 before that. */
  readonly began: number;
  /** What the guest has said on its console. */
  readonly said: Uint8Array;
  /** As Machine.save. */
  readonly machine: Uint8Array;
}

const KIND = "mcpi run state 1";
const STAGES: readonly Stage[] = ["boot", "booted", "counted"];
const MOST_BYTES = 2 ** 31;

export async function writeSavedRun(path: string, run: SavedRun): Promise<void> {
  await writeFile(path, encodeState(run, KIND));
}

/**
 * @param about what the run is of that goes on
 * @throws InputError when the file is none that `writeSavedRun` wrote, or of another run; the
 * system's error when it cannot be read.
 */
export async function readSavedRun(path: string, about: SavedRun["about"]): Promise<SavedRun> {
  const state = decodeState(await readFile(path), path, MOST_BYTES, KIND) as Partial<SavedRun>;
  const { stage, began, said, machine } = state;
  if (
    !STAGES.includes(stage as Stage) ||
    typeof began !== "number" ||
    !(said instanceof Uint8Array) ||
    !(machine instanceof Uint8Array)
  )
    throw new InputError(`${path}: a run that mcpi run --save has kept was expected`);
  for (const [key, value] of Object.entries(about)) {
    const there = state.about?.[key];
    if (there !== value)
      throw new InputError(`${path}: its ${key} is ${there ?? "not known"}; here it is ${value}`);
  }
  return { about, stage: stage as Stage, began, said, machine };
}
