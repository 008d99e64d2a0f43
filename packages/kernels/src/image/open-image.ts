/**
 * Opens what a user names as an image: a file, or one of the guest images of the repository; and the
 * manifest beside it.
 */
import { existsSync, readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InputError } from "@mcpi/trace";
import type { Image } from "./image.ts";
import { imageOfElf } from "./load-elf.ts";
import { type ImageManifest, parseImageManifest } from "./manifest.ts";
import { rawImage } from "./raw-image.ts";

export interface OpenedImage {
  readonly image: Image;
  readonly manifest: ImageManifest | undefined;
  /** The manifest's file. */
  readonly manifestPath: string | undefined;
  /** The file that it was read from. */
  readonly path: string;
}

/** Where the repository keeps its guest images. */
const IMAGES = fileURLToPath(new URL("../../../../fixtures/images", import.meta.url));
/** Memory of a DECstation; what is larger when unpacked is no image. */
const MOST_BYTES = 480 * 2 ** 20;

/**
 * Opens an image: an ELF file, also compressed by gzip; bytes as they are, as `file@0x80030000`
 * (which is their first instruction's address, too); or a guest image by its name, as `bench-small`.
 * @param options.manifest a manifest's path; without it, `<name>.json` beside the image, if it is there
 * @throws InputError when there is no such image, or it or its manifest is not what it should be.
 */
export async function openImage(
  pathOrName: string,
  options: { readonly manifest?: string | undefined } = {},
): Promise<OpenedImage> {
  const raw = /^(.+)@(0x[0-9a-f]+|[0-9]+)$/is.exec(pathOrName);
  if (raw !== null && !existsSync(pathOrName)) {
    const [, path, address] = raw;
    const start = Number(address);
    const image = rawImage(await unpacked(path), start, start, path);
    return { image, ...(await manifestOf(path, options.manifest)), path };
  }
  const path = await pathOf(pathOrName);
  const bytes = await unpacked(path);
  const image = imageOfElf(
    bytes,
    path === pathOrName ? withoutGz(path) : basename(withoutGz(path)),
  );
  return { image, ...(await manifestOf(path, options.manifest)), path };
}

/** Names of the repository's guest images. */
export function guestImageNames(): string[] {
  if (!existsSync(IMAGES)) return [];
  return readdirSync(IMAGES)
    .filter((file) => file.endsWith(".elf.gz"))
    .map((file) => file.slice(0, -".elf.gz".length))
    .sort();
}

async function pathOf(pathOrName: string): Promise<string> {
  if (existsSync(pathOrName) && (await stat(pathOrName)).isFile()) return pathOrName;
  const names = guestImageNames();
  if (names.includes(pathOrName)) return join(IMAGES, `${pathOrName}.elf.gz`);
  if (existsSync(pathOrName)) throw new InputError(`${pathOrName}: is no file`);
  throw new InputError(
    `${pathOrName}: there is neither such a file nor such a guest image; guest images are ${names.join(", ") || "not here"}`,
  );
}

const withoutGz = (path: string): string => path.replace(/\.gz$/i, "");

/** A file's bytes, unpacked if gzip packed them. */
async function unpacked(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as Error).message})`);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new InputError(`${path}: gzip cannot unpack it (${(error as Error).message})`);
  }
}

async function manifestOf(
  image: string,
  given: string | undefined,
): Promise<Pick<OpenedImage, "manifest" | "manifestPath">> {
  const beside = `${withoutGz(image).replace(/\.elf$/i, "")}.json`;
  const path = given ?? (existsSync(beside) ? beside : undefined);
  if (path === undefined) return { manifest: undefined, manifestPath: undefined };
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as Error).message})`);
  }
  return { manifest: parseImageManifest(text, path), manifestPath: path };
}
