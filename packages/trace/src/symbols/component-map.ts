/**
 * The component map (`--components map.json`): which component a function belongs to.
 *
 * Rules are tried in their order; the first that fits decides. A rule fits a function if each of the
 * conditions that it states holds: one of its patterns matches the function's name, its section, its
 * file; its first address lies in one of the ranges. A function that no rule fits belongs to the
 * default, code in no function to "unknown": every reference has exactly one component.
 */
import { z } from "zod";
import { checkDocument, parseJsonDocument } from "../json-document.ts";
import { InputError } from "../trace-error.ts";
import { ADDRESS_LIMIT } from "./address.ts";

const pattern = z.string().min(1, "the pattern is empty");
const patterns = (what: string) =>
  z.array(pattern).min(1, "the list is empty").optional().meta({ description: what });

const RangeSchema = z
  .string()
  .regex(
    /^0[xX][0-9a-fA-F]{1,16}-(0[xX][0-9a-fA-F]{1,17})?$/,
    "is no range; 0xstart-0xend (the end is exclusive), or 0xstart- for an open end, was expected",
  );

const RuleSchema = z
  .strictObject({
    component: z.string().min(1, "the name is empty").meta({ description: "the component's name" }),
    functions: patterns("names of functions; * stands for any characters"),
    sections: patterns("names of ELF sections, or of modules in /proc/kallsyms; * as above"),
    files: patterns(
      "files as --symbols names them; one without a slash is compared with the last part of the name; * as above",
    ),
    addresses: z.array(RangeSchema).min(1, "the list is empty").optional().meta({
      description: "ranges of addresses; a function belongs where its first address lies",
    }),
  })
  .meta({
    id: "ComponentRule",
    description: "At least one condition; all that are given must hold",
  });

/** The JSON form of a component map. */
export const ComponentMapSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: "for editors" }),
    default: z
      .string()
      .min(1, "the name is empty")
      .default("other")
      .meta({ description: "component of functions that no rule fits" }),
    unknown: z
      .string()
      .min(1, "the name is empty")
      .default("unknown")
      .meta({ description: "component of code in no function" }),
    components: z
      .array(RuleSchema)
      .min(1, "the list is empty")
      .meta({ description: "rules; the first that fits decides" }),
  })
  .meta({ title: "mcpi component map", id: "ComponentMap" });

/** Addresses [start, end). */
export interface AddressRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** A rule; a condition that is undefined always holds. */
export interface ComponentRule {
  readonly component: string;
  readonly functions: readonly string[] | undefined;
  readonly sections: readonly string[] | undefined;
  readonly files: readonly string[] | undefined;
  readonly addresses: readonly AddressRange[] | undefined;
}

/** A checked component map. */
export interface ComponentMap {
  /** What errors call it. */
  readonly name: string;
  readonly default: string;
  readonly unknown: string;
  readonly rules: readonly ComponentRule[];
}

/**
 * Reads a component map from its JSON text.
 * @param name what errors call it: the file's name
 * @throws InputError that names the key and what is wrong with it.
 */
export function parseComponentMap(text: string, name: string): ComponentMap {
  return checkComponentMap(parseJsonDocument(text, name), name);
}

/**
 * Checks a component map that has been read from JSON.
 * @throws InputError that names the key and what is wrong with it.
 */
export function checkComponentMap(value: unknown, name: string): ComponentMap {
  const map = checkDocument(ComponentMapSchema, value, name, "the map");
  const rules = map.components.map((rule, index): ComponentRule => {
    const { component, functions, sections, files, addresses } = rule;
    if (!(functions || sections || files || addresses))
      throw new InputError(
        `${name}: components[${index}]: a condition was expected: functions, sections, files or addresses`,
      );
    const ranges = addresses?.map((range, i) =>
      parseRange(range, `${name}: components[${index}].addresses[${i}]`),
    );
    return { component, functions, sections, files, addresses: ranges };
  });
  checkDisjointRanges(rules, name);
  return { name, default: map.default, unknown: map.unknown, rules };
}

/** The JSON Schema of component maps, as in `packages/trace/component-map.schema.json`. */
export function componentMapJsonSchema(): object {
  return z.toJSONSchema(ComponentMapSchema, { io: "input" });
}

function parseRange(text: string, key: string): AddressRange {
  const [first, last] = text.split("-");
  const start = BigInt(first);
  const end = last === "" ? ADDRESS_LIMIT : BigInt(last);
  if (end > ADDRESS_LIMIT) throw new InputError(`${key}: the end of ${text} has more than 64 bits`);
  if (end <= start)
    throw new InputError(`${key}: ${text} is empty; an end behind its start was expected`);
  return { start, end };
}

/** Refuses ranges that overlap where nothing else tells their rules apart. */
function checkDisjointRanges(rules: readonly ComponentRule[], name: string): void {
  const all = rules.flatMap((rule, index) =>
    (rule.addresses ?? []).map((range, i) => ({
      ...range,
      key: `components[${index}].addresses[${i}]`,
      others: JSON.stringify([rule.functions, rule.sections, rule.files]),
    })),
  );
  for (const [index, a] of all.entries())
    for (const b of all.slice(0, index))
      if (a.others === b.others && a.start < b.end && b.start < a.end)
        throw new InputError(
          `${name}: ${a.key}: overlaps ${b.key}; every address belongs to one component`,
        );
}
