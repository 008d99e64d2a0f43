/**
 * What a run was of: image, disks, input, options that change what happens. For the provenance that
 * results and traces carry.
 */
import { createHash } from "node:crypto";
import { DEFAULT_RAM_MB, type OpenedImage } from "@mcpi/kernels";
import type { Machine } from "@mcpi/memsim";
import type { BootArguments } from "../commands/boot-options.ts";
import type { DiskChoice } from "../options/disks.ts";
import { parseUntil, untilText } from "../options/until.ts";
import { fileHash, machineHash } from "../results/provenance.ts";
import { programVersion } from "../version.ts";

/** Texts by key, in a fixed order. */
export type AboutRun = Readonly<Record<string, string>>;

export async function aboutRun(
  given: BootArguments,
  { image, manifest }: OpenedImage,
  disks: readonly DiskChoice[],
  description: Machine | undefined,
): Promise<AboutRun> {
  const until = untilText(parseUntil("--until", given.until ?? []));
  const about: Record<string, string> = {
    recorded: `mcpi ${programVersion()}, boot ${given.image}`,
    image: image.hash,
    ram: `${given.ram ?? manifest?.ramMB ?? DEFAULT_RAM_MB} MB`,
  };
  if (manifest !== undefined)
    about.manifest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  for (const { target, path } of disks) about[`disk ${target}`] = await fileHash(path);
  if (given.input !== undefined) about.input = await fileHash(given.input);
  if (given.arg !== undefined) about.arguments = given.arg.join(" ");
  if (given.caches !== undefined) about.caches = given.caches;
  if (description !== undefined) about["memory system"] = machineHash(description);
  if (given.restore !== undefined) about.restored = await fileHash(given.restore);
  if (until !== "") about.run = until;
  return about;
}
