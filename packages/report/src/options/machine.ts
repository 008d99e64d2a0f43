/**
 * Which machines: --machine, and what is changed in them: --set, --mapping, --seed.
 */
import { readFileSync } from "node:fs";
import { loadMachine, type Machine, presetNames, withOverrides, withValue } from "@mcpi/memsim";
import { UsageError } from "../console/errors.ts";
import { inGroup, parsed, texts } from "./common.ts";
import { parseCount, sizeOfText } from "./size.ts";

export const DEFAULT_MACHINE = "ds5000-200";

const MAPPINGS = ["recorded", "identity", "chen-bershad", "frames"] as const;
const POLICIES = ["random", "first-free", "bin-hopping", "colouring"] as const;

/** A form of page mapping as it is written on the command line: `frames:random`. */
export interface MappingChoice {
  readonly kind: (typeof MAPPINGS)[number];
  readonly policy?: (typeof POLICIES)[number];
}

export const machineOptions = inGroup("Machine", {
  machine: texts(
    `a machine: ${presetNames.join(", ")}, all, or a description in JSON (default ${DEFAULT_MACHINE})`,
    "name or file",
  ),
  set: texts("change a value of every machine, as caches.data.size=32K", "key=value"),
  mapping: parsed(
    "--mapping",
    `page mapping: ${MAPPINGS.slice(0, 3).join(", ")}, or frames:policy (${POLICIES.join(", ")})`,
    "form",
    parseMapping,
  ),
  seed: parsed("--seed", "seed of the page mapping", "n", (text) => parseCount("--seed", text, 0)),
} as const);

export interface MachineArguments {
  readonly machine?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly mapping?: MappingChoice | undefined;
  readonly seed?: number | undefined;
}

/** `chen-bershad`, `frames:random` … */
export function parseMapping(text: string): MappingChoice {
  const [kind, policy, ...more] = text.split(":");
  const found = MAPPINGS.find((one) => one === kind);
  const foundPolicy = POLICIES.find((one) => one === policy);
  const fits =
    more.length === 0 && (found === "frames" ? foundPolicy !== undefined : policy === undefined);
  if (found === undefined || !fits)
    throw new UsageError(
      `--mapping ${text}: ${MAPPINGS.slice(0, 3).join(", ")}, or frames:${POLICIES.join(", frames:")} was expected`,
    );
  return foundPolicy === undefined ? { kind: found } : { kind: found, policy: foundPolicy };
}

/**
 * The machines that the arguments name, each once, with what is changed in them.
 * @throws InputError naming the preset, file or key that is wrong.
 */
export function machinesOf(given: MachineArguments): Machine[] {
  const names = (given.machine ?? [DEFAULT_MACHINE])
    .flatMap((name) => (name.endsWith(".json") ? [name] : name.split(",")))
    .flatMap((name) => (name === "all" ? presetNames : [name]));
  return [...new Set(names)].map((name) => changed(readMachine(name), given));
}

/** The one machine of a command that takes only one. */
export function machineOf(given: MachineArguments): Machine {
  const machines = machinesOf(given);
  if (machines.length !== 1)
    throw new UsageError(`--machine: ${machines.length} machines are given; one was expected`);
  return machines[0];
}

/** A preset, or the description in a file. */
export function readMachine(nameOrPath: string): Machine {
  return loadMachine(nameOrPath, (path) => readFileSync(path, "utf8"));
}

function changed(machine: Machine, { set, mapping, seed }: MachineArguments): Machine {
  let result = withOverrides(machine, (set ?? []).map(withPlainSize));
  if (mapping !== undefined || seed !== undefined)
    result = withValue(result, "mapping", {
      ...(mapping ?? result.mapping),
      ...(seed === undefined ? {} : { seed }),
    });
  return result;
}

/** `key=64K` as `key=65536`. */
function withPlainSize(setting: string): string {
  const [, key, value] = /^([^=]*)=(.*)$/s.exec(setting) ?? [];
  if (key === undefined || !/^\d+[kmg]/i.test(value)) return setting;
  return `${key}=${sizeOfText(value) ?? value}`;
}
