/**
 * The keys of a machine description, as its JSON Schema has them: for error messages and for the
 * tables of docs/machines.md.
 */
import { z } from "zod";
import { MachineSchema } from "./machine-schema.ts";
import { nearestName } from "./nearest-name.ts";

/** What of a JSON Schema node is used here. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

let jsonSchema: SchemaNode | undefined;

/** The JSON Schema (draft 2020-12) of machine descriptions; the file machine.schema.json. */
export function machineJsonSchema(): SchemaNode {
  jsonSchema ??= z.toJSONSchema(MachineSchema, { io: "input" }) as SchemaNode;
  return jsonSchema;
}

/** One key: its path, or its name within a shared part such as `Cache`. */
export interface KeyDescription {
  readonly key: string;
  /** What values it takes, in words. */
  readonly values: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly meaning: string;
}

/** The keys of every kind of object in a description, by the object's name; `Machine` comes first. */
export function machineKeys(): Map<string, KeyDescription[]> {
  const schema = machineJsonSchema();
  const tables = new Map<string, KeyDescription[]>();
  for (const [name, node] of Object.entries(schema.$defs ?? {}))
    if (node.properties) tables.set(name, keysOf(schema, node, ""));
  return tables;
}

function keysOf(schema: SchemaNode, node: SchemaNode, prefix: string): KeyDescription[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, part]) => {
    const path = prefix + key;
    const row: KeyDescription = {
      key: path,
      values: expectation(part),
      required: node.required?.includes(key) ?? false,
      default: part.default,
      meaning: part.description ?? resolve(schema, part).description ?? "",
    };
    return [row, ...keysOf(schema, part, `${path}.`)];
  });
}

/** What values a node of the schema takes, in words: `a whole number from 1 to 1024`. */
function expectation(node: SchemaNode): string {
  if (node.$ref) return refName(node).startsWith("_") ? "any JSON" : `{ ${refName(node)} }`;
  if (node.anyOf) return node.anyOf.map(expectation).join(" or ");
  if (node.const !== undefined) return node.const;
  switch (node.type) {
    case "integer":
      return node.enum
        ? `a power of two from ${node.minimum} to ${node.maximum}`
        : `a whole number from ${node.minimum} to ${node.maximum}`;
    case "number":
      return `a number above ${node.exclusiveMinimum}`;
    case "boolean":
      return "true or false";
    case "array":
      return node.items ? `a list of ${expectation(node.items)}` : "a list";
    case "object":
      return "an object";
    default:
      return node.enum ? listed(node.enum.map(String)) : "a text";
  }
}

/**
 * The sentence for the first thing that is wrong with a description: its key, what is given, and
 * what was expected. Unknown keys come first, since the mistyped key is also missing.
 */
export function describeIssue(issues: readonly z.core.$ZodIssue[], given: unknown): string {
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) {
    const key = unknown.keys[0];
    const known = Object.keys(partsAt(unknown.path));
    const near = nearestName(key, known);
    return (
      `${[...unknown.path, key].join(".")}: there is no such key; ` +
      (near === undefined ? `${listed(known)} would be one` : `perhaps ${near} was meant`)
    );
  }
  const { path } = issues[0];
  let value = given;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  const node = nodeAt(path);
  const wanted = node?.$ref || node === undefined ? "an object" : expectation(node);
  const empty = value === "" && wanted === "a text" ? " that is not empty" : "";
  return (
    (path.length > 0 ? `${path.join(".")}: ` : "") +
    (value === undefined ? "is missing" : `${inShort(value)} is given`) +
    `; ${wanted}${empty} was expected`
  );
}

/** The node at a path, `$ref`s followed on the way but not at its end. */
function nodeAt(path: readonly PropertyKey[]): SchemaNode | undefined {
  const schema = machineJsonSchema();
  let node: SchemaNode | undefined = resolve(schema, schema);
  for (const part of path) {
    if (node === undefined) return undefined;
    const parent: SchemaNode = resolve(schema, node);
    node = typeof part === "number" ? parent.items : parent.properties?.[String(part)];
  }
  return node;
}

/** The keys of the object at a path. */
function partsAt(path: readonly PropertyKey[]): Readonly<Record<string, SchemaNode>> {
  const node = nodeAt(path);
  return (node && resolve(machineJsonSchema(), node).properties) ?? {};
}

function resolve(schema: SchemaNode, node: SchemaNode): SchemaNode {
  return node.$ref ? (schema.$defs?.[refName(node)] ?? node) : node;
}

const refName = (node: SchemaNode) => node.$ref?.split("/").at(-1) ?? "";

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function inShort(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
