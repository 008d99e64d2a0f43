/**
 * Keeps a run in a file, where on its way the user wants it.
 */
import type { BreakStop, Image, RunLimits } from "@mcpi/kernels";
import { CheckFailed } from "../console/errors.ts";
import { addressOf, limitsOf, type Until, untilText } from "../options/until.ts";
import { type GuestRun, type Stops, WORKLOAD_BEGINS } from "./guest-run.ts";
import { type Stage, writeSavedRun } from "./saved-run.ts";

/** Where a run is saved if nothing else is said: where counting begins. */
export const WHERE_COUNTING_BEGINS: Until = {
  cycles: undefined,
  instructions: undefined,
  marks: [WORKLOAD_BEGINS],
  places: [],
};

export class Saving {
  readonly #run: GuestRun;
  readonly #wanted: { readonly path: string; readonly at: Until } | undefined;
  readonly #places: readonly number[];
  #done = false;
  /** Where it was kept, in words; empty if it was not. */
  said = "";

  /** @throws InputError when the image has not the symbol that is named. */
  constructor(run: GuestRun, wanted: { readonly path: string; readonly at: Until } | undefined) {
    this.#run = run;
    this.#wanted = wanted;
    this.#places = placesOf(wanted?.at.places ?? [], run.opened.image);
    for (const place of this.#places) run.machine.watch(place);
    for (const code of wanted?.at.marks ?? []) run.machine.stopMarks.add(code);
  }

  /** What the machine stops at while the run is in a stage of it. */
  during(stage: Stage, began: number): Stops {
    const saving = this;
    return {
      get limits(): RunLimits {
        return saving.#done || !saving.#wanted ? {} : limitsOf(saving.#wanted.at);
      },
      async stopped(stop) {
        if (saving.#wants(stop)) await saving.#save(stage, began);
        // The machine stops at places and marks although there is nothing more to be done.
        return stop.why !== "halt" && stop.why !== "asked";
      },
    };
  }

  /** The system has booted, and counting is about to begin. */
  async booted(): Promise<void> {
    if (this.#wants({ why: "mark", code: WORKLOAD_BEGINS })) await this.#save("booted", 0);
  }

  /** The workload has ended. @throws CheckFailed if it was never saved. */
  end(): void {
    const { machine } = this.#run;
    for (const code of this.#wanted?.at.marks ?? []) machine.stopMarks.delete(code);
    if (this.#wanted !== undefined && !this.#done)
      throw new CheckFailed(
        `--save-at: the workload ended at cycle ${machine.now}, instruction ${machine.time.retired}; it was to be saved ${untilText(this.#wanted.at).replace("until", "at")}`,
      );
  }

  #wants(stop: BreakStop): boolean {
    if (this.#done || this.#wanted === undefined) return false;
    switch (stop.why) {
      case "cycles":
      case "instructions":
        return true;
      case "mark":
        return this.#wanted.at.marks.includes(stop.code);
      case "watch":
        return this.#places.includes(stop.pc);
      default:
        return false;
    }
  }

  async #save(stage: Stage, began: number): Promise<void> {
    const { about, console, machine } = this.#run;
    this.#done = true;
    const said = console.bytes;
    const counting = stage === "counted" ? `; counting began at cycle ${began}` : "";
    this.said = `kept at cycle ${machine.now}, instruction ${machine.time.retired}${counting}`;
    await writeSavedRun(this.#wanted!.path, { about, stage, began, said, machine: machine.save() });
  }
}

const placesOf = (places: readonly string[], { symbols, name }: Image): number[] =>
  places.map((place) => addressOf(place, symbols, name));
