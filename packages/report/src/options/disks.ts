/**
 * The disks of a machine: --disk, --write, and the disk that the image's manifest wants.
 */
import { type Disk, manifestDisk, type OpenedImage, openDiskImage } from "@mcpi/kernels";
import { UsageError } from "../console/errors.ts";

/** SCSI ids 0 to 6; 7 is the controller's own. */
const TARGETS = 7;

export interface DiskChoice {
  readonly target: number;
  readonly path: string;
}

/**
 * Which file is which SCSI target: `3:file` says so, the others get the lowest that are free.
 * @throws UsageError when two have one target, or there are too many.
 */
export function diskChoices(given: readonly string[]): DiskChoice[] {
  const named = given.map((text) => /^([0-9]+):(.+)$/s.exec(text));
  const taken = new Set<number>();
  for (const [i, match] of named.entries()) {
    if (match === null) continue;
    const target = Number(match[1]);
    if (target >= TARGETS)
      throw new UsageError(`--disk ${given[i]}: SCSI ids are 0 to ${TARGETS - 1}`);
    if (taken.has(target)) throw new UsageError(`--disk ${given[i]}: id ${target} is taken`);
    taken.add(target);
  }
  return given.map((text, i) => {
    const match = named[i];
    if (match !== null) return { target: Number(match[1]), path: match[2] };
    let target = 0;
    while (taken.has(target)) target++;
    if (target >= TARGETS) throw new UsageError(`--disk ${text}: there is no SCSI id left`);
    taken.add(target);
    return { target, path: text };
  });
}

/**
 * Opens them, and the disk that the manifest wants where none is given.
 * @param writable lets what is written reach the files
 * @throws InputError when a file cannot be opened, or is no disk image.
 */
export function openDisks(
  choices: readonly DiskChoice[],
  writable: boolean,
  { manifest, manifestPath }: OpenedImage,
): (Disk | undefined)[] {
  const disks: (Disk | undefined)[] = Array.from({ length: TARGETS }, () => undefined);
  for (const { target, path } of choices) disks[target] = openDiskImage(path, { writable });
  if (manifest?.disk && manifestPath !== undefined)
    disks[manifest.disk.target] ??= manifestDisk(manifest.disk, manifestPath);
  return disks;
}
