/**
 * The manifest of a guest image (`<name>.json` beside `<name>.elf.gz`): how the image was built, and
 * what a machine must know to run and to observe it. The image itself is never changed to be traced;
 * what it cannot say, such as where another process begins to run, is named here by its symbols.
 */
import { ComponentMapSchema, checkDocument, parseJsonDocument } from "@mcpi/trace";
import { z } from "zod";

const symbol = z.string().regex(/^[A-Za-z_.$][\w.$]*$/, "is no symbol's name");
const count = z.int().min(1, "a positive whole number was expected");
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "is no SHA-256; 64 hexadecimal digits were expected");
const address = z
  .string()
  .regex(
    /^0x[c-f][0-9a-f]{4}000$/,
    "is no page of kseg2; 0x, then 8 hexadecimal digits were expected",
  );
const text = z.string().min(1, "the text is empty");

const BuildSchema = z
  .strictObject({
    sources: sha256.meta({
      description: "SHA-256 over the names and contents of the sources, and the compiler's flags",
    }),
    compiler: text.meta({ description: "first line of the compiler's --version" }),
    binutils: text.meta({ description: "first line of the linker's --version" }),
    elfSize: count.meta({ description: "bytes of the ELF file" }),
    elfSha256: sha256.meta({ description: "SHA-256 of the ELF file" }),
    gzSize: count.meta({ description: "bytes of <name>.elf.gz" }),
  })
  .meta({ id: "ImageBuild", description: "what the image was built from, and what came out" });

const SpaceSchema = z
  .strictObject({
    at: symbol.meta({
      description: "function at whose first instruction another space begins to run",
    }),
    read: symbol.meta({ description: "data symbol of a word: the id of the space that runs" }),
  })
  .meta({ id: "ImageSpace" });

const ModuleSchema = z
  .strictObject({
    name: text.meta({ description: "the program's name" }),
    from: symbol.meta({ description: "data symbol: where its ELF file begins in the image" }),
    to: symbol.meta({ description: "data symbol: where it ends" }),
    sha256: sha256.meta({ description: "SHA-256 of its ELF file" }),
    symbols: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/, "is no file in a folder beside it")
      .meta({ description: "its symbols, as nm prints them: a file in a folder beside this" }),
  })
  .meta({ id: "ImageModule" });

const target = z.int().min(0).max(6).meta({ description: "SCSI id" });

const DiskSchema = z
  .union([
    z.strictObject({
      target,
      blocks: count.meta({ description: "blocks of 512 bytes" }),
      content: z.enum(["zeros", "counting"]).meta({
        description:
          "what the disk holds at first: zeros, or in each little-endian word its own number (word 5 holds 5)",
      }),
    }),
    z.strictObject({
      target,
      file: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]*$/, "is no file's name beside the manifest")
        .meta({ description: "the disk's image beside the manifest, also packed by gzip" }),
    }),
  ])
  .meta({ id: "ImageDisk" });

const GxemulSchema = z
  .discriminatedUnion("runs", [
    z.strictObject({ runs: z.literal(true) }),
    z.strictObject({
      runs: z.literal(false),
      reason: text.meta({ description: "in which GXemul is not a DECstation" }),
    }),
  ])
  .meta({
    id: "ImageGxemul",
    description: "whether the image runs on GXemul's DECstation, too, with the same output",
  });

/** The JSON form of an image's manifest. */
export const ImageManifestSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: "for editors" }),
    name: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]*$/,
        "is no image's name; small letters, digits and - were expected",
      )
      .meta({ description: "the image's name, that of its files, too" }),
    description: text.meta({ description: "what it is, in a line" }),
    build: BuildSchema,
    machine: z.literal("ds5000-200").meta({ description: "the machine that runs it" }),
    ramMB: count.max(480, "the DECstation 5000/200 has 480 MB at most").meta({
      description: "memory that it wants, in MB",
    }),
    caches: z.enum(["isolated", "functional"]).default("isolated").meta({
      description:
        "functional: it relies on data that a cache holds and memory does not (--caches functional)",
    }),
    disk: DiskSchema.nullable()
      .default(null)
      .meta({ description: "the disk that it wants; null for none" }),
    idle: z.array(symbol).meta({ description: "functions in which the machine waits" }),
    space: SpaceSchema.nullable().meta({
      description: "how the machine learns which space runs; null if there is one only",
    }),
    perProcess: z
      .array(
        z.strictObject({
          from: address.meta({ description: "first address" }),
          to: address.meta({ description: "address behind the last" }),
        }),
      )
      .default([])
      .meta({
        description: "ranges of kseg2 that each space has its own of: its u-area, its page tables",
      }),
    refill: z
      .strictObject({
        leave: z.array(symbol).meta({
          description:
            "functions whose first instruction ends a refill of the TLB that has become more",
        }),
      })
      .meta({ id: "ImageRefill" }),
    modules: z
      .array(ModuleSchema)
      .optional()
      .meta({ description: "programs that the image carries, whose functions are to be named" }),
    components: ComponentMapSchema.optional().meta({
      description: "which component a function belongs to",
    }),
    gxemul: GxemulSchema,
  })
  .meta({ title: "mcpi guest image", id: "ImageManifest" });

/** A checked manifest of a guest image. */
export type ImageManifest = z.output<typeof ImageManifestSchema>;

/**
 * Reads a manifest from its JSON text.
 * @param name what errors call it: the file's name
 * @throws InputError that names the key and what is wrong with it.
 */
export function parseImageManifest(text: string, name: string): ImageManifest {
  return checkImageManifest(parseJsonDocument(text, name), name);
}

/**
 * Checks a manifest that has been read from JSON.
 * @throws InputError that names the key and what is wrong with it.
 */
export function checkImageManifest(value: unknown, name: string): ImageManifest {
  return checkDocument(ImageManifestSchema, value, name, "the manifest");
}

/** The JSON Schema of manifests, as in `packages/kernels/image-manifest.schema.json`. */
export function imageManifestJsonSchema(): object {
  return z.toJSONSchema(ImageManifestSchema, { io: "input" });
}
