/**
 * What a disk says of itself: INQUIRY data and mode pages 1, 3 and 4 (SCSI-2, sections 8.2.5, 9.3.3).
 */
import { BLOCK_BYTES } from "./disk-image.ts";
import type { DriveParameters } from "./disk-timing.ts";

const ERROR_RECOVERY = 1;
const FORMAT_DEVICE = 3;
const RIGID_DISK_GEOMETRY = 4;
const ALL_PAGES = 0x3f;

/** Peripheral byte of a logical unit that is not there. */
const NO_UNIT = 0x7f;
const INQUIRY_BYTES = 36;

function put(bytes: number[], value: number, size: number): void {
  for (let shift = 8 * (size - 1); shift >= 0; shift -= 8)
    bytes.push(Math.floor(value / 2 ** shift) & 0xff);
}

/** INQUIRY data of an RZ55, or of no unit. */
export function inquiryData(unitPresent: boolean): Uint8Array {
  const bytes = [unitPresent ? 0 : NO_UNIT, 0, 1, 1, INQUIRY_BYTES - 5, 0, 0, 0];
  for (const character of "DEC     RZ55     (C) DEC0900") bytes.push(character.charCodeAt(0));
  return Uint8Array.from(bytes);
}

/**
 * MODE SENSE(6) data: header, block descriptor, pages.
 * @param page page code, 0x3f all
 * @param changeable mask of what can be changed instead of values: nothing can
 * @returns undefined if there is no such page
 */
export function modeSenseData(
  drive: DriveParameters,
  blocks: number,
  page: number,
  changeable: boolean,
  descriptor: boolean,
): Uint8Array | undefined {
  const pages = [ERROR_RECOVERY, FORMAT_DEVICE, RIGID_DISK_GEOMETRY].filter(
    (code) => page === ALL_PAGES || page === code,
  );
  if (pages.length === 0 && page !== 0) return undefined;
  const bytes = [0, 0, 0, descriptor ? 8 : 0];
  if (descriptor) {
    put(bytes, 0, 1);
    put(bytes, Math.min(blocks, 0xffffff), 3);
    put(bytes, BLOCK_BYTES, 4);
  }
  for (const code of pages) {
    const content = changeable
      ? pageBytes(code, drive, blocks).map(() => 0)
      : pageBytes(code, drive, blocks);
    bytes.push(code, content.length, ...content);
  }
  bytes[0] = bytes.length - 1;
  return Uint8Array.from(bytes);
}

function pageBytes(code: number, drive: DriveParameters, blocks: number): number[] {
  const bytes: number[] = [];
  if (code === ERROR_RECOVERY) {
    // No flags, 8 read retries, correction span 11 bits, no offsets.
    bytes.push(0, 8, 11, 0, 0, 0);
  } else if (code === FORMAT_DEVICE) {
    // Tracks a zone, spare sectors and tracks: 0.
    for (let field = 0; field < 4; field++) put(bytes, 0, 2);
    put(bytes, drive.sectorsPerTrack, 2);
    put(bytes, BLOCK_BYTES, 2);
    put(bytes, 1, 2);
    put(bytes, drive.headSkew, 2);
    put(bytes, drive.cylinderSkew, 2);
    bytes.push(0x40, 0, 0, 0);
  } else {
    put(bytes, Math.ceil(blocks / (drive.sectorsPerTrack * drive.heads)), 3);
    bytes.push(drive.heads);
    // Write precompensation, reduced write current, step rate, landing zone, synchronisation: none.
    for (let index = 0; index < 14; index++) bytes.push(0);
    put(bytes, drive.revolutionsPerMinute, 2);
    bytes.push(0, 0);
  }
  return bytes;
}
