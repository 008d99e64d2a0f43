/**
 * Numbers that others published, with their source and how surely each is known: the CSV files of
 * fixtures/published. Every one of a file is found by the cells of its key columns.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "@mcpi/trace";
import Papa from "papaparse";
import { z } from "zod";

/** How surely a number is known (fixtures/published/README.md). */
export const CONFIDENCES = ["read", "read-digitised", "derived", "secondary", "recalled"] as const;

const NumberSchema = z.object({
  value: z
    .string()
    .regex(/^-?[0-9]+(\.[0-9]+)?$/, "is no number")
    .transform(Number),
  unit: z.string(),
  /** What the source calls it, where that is not plain from the key. */
  item: z.string().optional(),
  source: z.string().min(1),
  confidence: z.enum(CONFIDENCES),
});

export type PublishedNumber = Readonly<z.output<typeof NumberSchema>>;

/** Finds a published number by its key; undefined where nothing was published. */
export type Published = (...key: readonly string[]) => PublishedNumber | undefined;

/** The experiment of Chen and Bershad, SOSP 1993; key: workload, system, quantity. */
export const chenBershad = (): Published =>
  numbersOf("chen-bershad-1993.csv", ["workload", "system", "key"]);

/** 4.4BSD's paths on the DECstation; key: operation, quantity. */
export const bsd44Paths = (): Published => numbersOf("bsd44-paths.csv", ["operation", "quantity"]);

/** Mach 3.0's paths on the DECstation; key: operation, quantity. */
export const mach30Paths = (): Published =>
  numbersOf("mach30-paths.csv", ["operation", "quantity"]);

/**
 * Reads a file of fixtures/published.
 * @throws InputError that names the line when a cell is wrong or a key is there twice.
 */
export function numbersOf(file: string, keys: readonly string[]): Published {
  const path = fileURLToPath(new URL(`../../../../fixtures/published/${file}`, import.meta.url));
  return parseNumbers(readFileSync(path, "utf8"), file, keys);
}

/** The same, from a file's text. */
export function parseNumbers(text: string, name: string, keys: readonly string[]): Published {
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const numbers = new Map<string, PublishedNumber>();
  for (const [index, row] of data.entries()) {
    const where = `${name}: line ${index + 2}`;
    const parsed = NumberSchema.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new InputError(`${where}: ${issue.path.join(".")}: ${issue.message}`);
    }
    const key = keyOf(keys.map((column) => row[column]));
    if (numbers.has(key)) throw new InputError(`${where}: ${key} is there already`);
    numbers.set(key, Object.freeze(parsed.data));
  }
  return (...key) => numbers.get(keyOf(key));
}

const keyOf = (cells: readonly string[]): string => cells.join(" / ");
