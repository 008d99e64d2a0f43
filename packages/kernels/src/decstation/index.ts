export { diskBytes } from "./disk-bytes.ts";
export {
  BLOCK_BYTES,
  type Disk,
  type DiskImage,
  memoryDisk,
  openDiskImage,
} from "./disk-image.ts";
export { type DriveParameters, RZ55 } from "./disk-timing.ts";
export {
  createKn02,
  DEFAULT_ARGV,
  DEFAULT_ENVIRONMENT,
  type Kn02Board,
  type Kn02Options,
  START_DATE,
} from "./kn02.ts";
export { manifestDisk, type WantedDisk } from "./manifest-disk.ts";
export { type ProgramEntry, programEntry } from "./prom-rom.ts";
