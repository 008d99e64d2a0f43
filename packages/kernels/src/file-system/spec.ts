/**
 * What a directory of the host cannot say of a tree: owners, permissions, times, devices. A document
 * in JSON beside it:
 *
 *     { "entries": { "/bin/su": { "mode": "4755" },
 *                    "/dev/console": { "type": "character", "major": 0, "minor": 0 } } }
 */
import { checkDocument, InputError, parseJsonDocument } from "@mcpi/trace";
import { z } from "zod";
import type { TreeNode } from "./tree.ts";

const number = (most: number) => z.int().min(0).max(most);

const entry = z
  .strictObject({
    type: z
      .enum(["file", "directory", "link", "character", "block", "fifo", "hard-link"])
      .optional()
      .describe("makes it; without a type it is in the directory, or is made as one"),
    mode: z
      .string()
      .regex(/^[0-7]{1,5}$/, "permissions in octal were expected, as in 4755")
      .refine((text) => Number.parseInt(text, 8) <= 0o7777, "permissions up to 7777 were expected")
      .optional(),
    uid: number(0xffffffff).optional(),
    gid: number(0xffffffff).optional(),
    mtime: number(0x7fffffff).optional().describe("seconds since 1970"),
    content: z.string().optional().describe("of a file"),
    sparse: z.boolean().optional().describe("blocks of zeros become holes"),
    target: z.string().optional().describe("of a link"),
    to: z.string().optional().describe("of a hard link: the other name"),
    major: number(255).optional(),
    minor: number(255).optional(),
  })
  .readonly();

export const TreeSpecSchema = z.strictObject({
  entries: z
    .record(z.string().regex(/^\//, "a path from the root was expected, as in /dev/console"), entry)
    .readonly(),
});

/** A tree's spec, as it is written. */
export type TreeSpec = z.output<typeof TreeSpecSchema>;
export type SpecEntry = TreeSpec["entries"][string];

/**
 * Reads a spec.
 * @param name what errors call it: the file's name
 * @throws InputError that names the key that is wrong.
 */
export function parseTreeSpec(text: string, name: string): TreeSpec {
  return checkDocument(TreeSpecSchema, parseJsonDocument(text, name), name, "the spec");
}

/** The keys that a type needs and those that only it has. */
const KEYS_OF_TYPES = {
  file: { needs: [], has: ["content", "sparse"] },
  directory: { needs: [], has: [] },
  link: { needs: ["target"], has: [] },
  character: { needs: ["major", "minor"], has: [] },
  block: { needs: ["major", "minor"], has: [] },
  fifo: { needs: [], has: [] },
  "hard-link": { needs: ["to"], has: [] },
} as const satisfies Record<
  NonNullable<SpecEntry["type"]>,
  { needs: readonly (keyof SpecEntry)[]; has: readonly (keyof SpecEntry)[] }
>;

/** Attributes that an entry gives. */
export function attributesOf({ mode, uid, gid, mtime }: SpecEntry) {
  return {
    ...(mode !== undefined && { mode: Number.parseInt(mode, 8) }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(mtime !== undefined && { mtime }),
  };
}

/**
 * The node that an entry makes.
 * @param where for errors: the spec's name and the entry's path
 * @throws InputError when a key is missing, or is another type's.
 */
export function nodeOf(entry: SpecEntry, type: TreeNode["type"], where: string): TreeNode {
  const { needs, has } = KEYS_OF_TYPES[type];
  const allowed: readonly string[] = [...needs, ...has];
  for (const key of ["content", "sparse", "target", "to", "major", "minor"] as const)
    if (entry[key] !== undefined && !allowed.includes(key))
      throw new InputError(`${where}: a ${type} has no ${key}`);
  for (const key of needs)
    if (entry[key] === undefined) throw new InputError(`${where}: a ${type} needs its ${key}`);
  const attributes = attributesOf(entry);
  switch (type) {
    case "file":
      return {
        ...attributes,
        type,
        content: entry.content ?? "",
        ...(entry.sparse !== undefined && { sparse: entry.sparse }),
      };
    case "directory":
      return { ...attributes, type, entries: {} };
    case "link":
      return { ...attributes, type, target: entry.target! };
    case "character":
    case "block":
      return { ...attributes, type, major: entry.major!, minor: entry.minor! };
    case "fifo":
      return { ...attributes, type };
    case "hard-link":
      return { type, to: entry.to! };
  }
}
