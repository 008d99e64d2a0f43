/**
 * The machines that come with mcpi, and machines by name or from a file's text.
 */
import { InputError } from "@mcpi/trace";
import { parseJson } from "./json-text.ts";
import { type Machine, type MachineInput, parseMachine } from "./machine.ts";
import { nearestName } from "./nearest-name.ts";
import { ds5000 } from "./presets/ds5000-200.ts";
import { i486 } from "./presets/i486-50.ts";
import { pentium } from "./presets/pentium.ts";

const descriptions: Readonly<Record<string, () => MachineInput>> = {
  "ds5000-200": () => ds5000,
  "i486-50": () => i486,
  "pentium-133": () => pentium(133, 2, "sourced"),
  "pentium-166": () => pentium(166, 2.5, "assumed"),
};

/** Names of the presets. */
export const presetNames: readonly string[] = Object.keys(descriptions);

const parsed = new Map<string, Machine>();

/**
 * The preset of that name, frozen.
 * @throws InputError that lists the names when there is none.
 */
export function preset(name: string): Machine {
  let machine = parsed.get(name);
  if (machine === undefined) {
    if (!Object.hasOwn(descriptions, name)) {
      const near = nearestName(name, presetNames);
      throw new InputError(
        `machine ${name}: there is no such preset; ` +
          (near === undefined ? "" : `perhaps ${near} was meant; `) +
          `presets are ${presetNames.join(", ")}`,
      );
    }
    machine = parseMachine(descriptions[name](), name);
    parsed.set(name, machine);
  }
  return machine;
}

/**
 * The machine that the JSON text of a description stands for.
 * @param name what errors call it: a file's name.
 * @throws InputError with line and column where it is no JSON, else with the key that is wrong.
 */
export function parseMachineText(text: string, name: string): Machine {
  return parseMachine(parseJson(text, `machine ${name}`), name);
}

/**
 * The machine that a user names: a preset, or else the file (its name has a `.` or a `/`) whose
 * text `readFile` returns.
 * @throws InputError as `preset` and `parseMachineText` do; what `readFile` throws passes through.
 */
export function loadMachine(nameOrPath: string, readFile: (path: string) => string): Machine {
  if (presetNames.includes(nameOrPath) || !/[./\\]/.test(nameOrPath)) return preset(nameOrPath);
  return parseMachineText(readFile(nameOrPath), nameOrPath);
}
