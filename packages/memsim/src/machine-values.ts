/** The single values of a machine description, each with the note that says where it comes from. */
import type { Machine, SourceNote } from "./machine.ts";

export interface MachineValue {
  /** Path of the value, as `caches.data.line`. */
  readonly key: string;
  readonly value: string | number | boolean;
  /** Undefined where the description says nothing of it. */
  readonly note: SourceNote | undefined;
}

const WITHOUT_SOURCE = ["$schema", "name", "title", "sources"];

/** All values of a description but its name, title and notes, in its order, defaults included. */
export function machineValues(machine: Machine): MachineValue[] {
  const notes = new Map(machine.sources.map((note) => [note.key, note]));
  const leaves = (node: object, prefix: string): MachineValue[] =>
    Object.entries(node).flatMap(([name, value]) => {
      const key = prefix + name;
      return typeof value === "object" && value !== null
        ? leaves(value, `${key}.`)
        : [{ key, value, note: notes.get(key) }];
    });
  const described = Object.entries(machine).filter(([key]) => !WITHOUT_SOURCE.includes(key));
  return leaves(Object.fromEntries(described), "");
}

/** What stands at a path in a description: a value, an object, or undefined. */
export function valueAt(machine: Machine, key: string): unknown {
  let node: unknown = machine;
  for (const part of key.split("."))
    node = typeof node === "object" && node !== null ? Reflect.get(node, part) : undefined;
  return node;
}
