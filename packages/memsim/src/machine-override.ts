/**
 * A machine description with single values changed: `--set key=value` and the alternatives of
 * `mcpi sensitivity`.
 *
 * What is changed is checked like any description. Its source notes go: a note that the value was
 * set takes their place, so that no result calls it sourced.
 */
import { InputError } from "@mcpi/trace";
import { type Machine, parseMachine } from "./machine.ts";

interface Tree {
  [key: string]: unknown;
}

/**
 * The machine with the value at `key` (a path such as `caches.data.size`) replaced; null removes
 * the key, so that its default holds.
 * @throws InputError that names the key when it is unknown or the value does not fit.
 */
export function withValue(machine: Machine, key: string, value: unknown): Machine {
  return withValues(machine, [[key, value]]);
}

/**
 * The machine with settings such as `caches.data.size=32768` made, all before any is checked. What
 * stands behind the `=` is JSON, or a number as 0x80000000, or else a text.
 * @throws InputError that names the key when it is unknown or the value does not fit.
 */
export function withOverrides(machine: Machine, settings: readonly string[]): Machine {
  return withValues(machine, settings.map(parseSetting));
}

/** `withOverrides` of one setting. */
export function withOverride(machine: Machine, setting: string): Machine {
  return withOverrides(machine, [setting]);
}

function parseSetting(setting: string): [string, unknown] {
  const equals = setting.indexOf("=");
  if (equals < 1)
    throw new InputError(
      `setting ${JSON.stringify(setting)}: key=value was expected, as caches.data.size=32768`,
    );
  const text = setting.slice(equals + 1).trim();
  return [setting.slice(0, equals).trim(), jsonOrText(text)];
}

function jsonOrText(text: string): unknown {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withValues(machine: Machine, values: readonly (readonly [string, unknown])[]): Machine {
  if (values.length === 0) return machine;
  const changed = structuredClone(machine) as unknown as Tree;
  let notes = machine.sources;
  for (const [key, value] of values) {
    setAt(changed, key, value, machine.name);
    notes = notes.filter((note) => note.key !== key && !note.key.startsWith(`${key}.`));
    if (value !== null)
      notes = [
        ...notes,
        { key, status: "assumed", source: "set by the user of the preset or file" },
      ];
  }
  changed.sources = notes;
  return parseMachine(changed, machine.name);
}

function setAt(tree: Tree, key: string, value: unknown, name: string): void {
  const parts = key.split(".");
  const last = parts.pop() as string;
  if (parts[0] === "sources" || key === "sources" || key.includes("__proto__"))
    throw new InputError(`machine ${name}: ${key}: cannot be set`);
  let node = tree;
  for (const part of parts) {
    const next = Object.hasOwn(node, part) ? node[part] : undefined;
    if (next !== undefined && (typeof next !== "object" || next === null))
      throw new InputError(`machine ${name}: ${key}: ${part} has no keys of its own`);
    node = (next ?? (node[part] = {})) as Tree;
  }
  if (value === null) {
    if (!Object.hasOwn(node, last))
      throw new InputError(`machine ${name}: ${key}: is not there to be removed`);
    delete node[last];
  } else node[last] = value;
}
