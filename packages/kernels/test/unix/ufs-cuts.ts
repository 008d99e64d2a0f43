/** From the log of a run to the disks that a power cut can leave. */

const MARK = 0xffffffff;
const HEADER = 16;
const SECTOR = 512;

export interface LoggedWrite {
  readonly at: number;
  readonly data: Buffer;
  readonly asynchronous: boolean;
  /** The number of the command, from 1, that it was done for. */
  readonly command: number;
}

export interface Log {
  readonly writes: readonly LoggedWrite[];
  /** Before the write of this number, all before is on the disk; by which command. */
  readonly marks: readonly { readonly write: number; readonly command: number }[];
}

export function readLog(log: Buffer): Log {
  const writes: LoggedWrite[] = [];
  const marks: { write: number; command: number }[] = [];
  for (let at = 0; at < log.length; ) {
    const [sector, bytes, asynchronous, command] = [0, 4, 8, 12].map((i) =>
      log.readUInt32LE(at + i),
    );
    at += HEADER;
    if (sector === MARK) marks.push({ write: writes.length, command });
    else {
      const data = log.subarray(at, at + bytes);
      writes.push({ at: sector * SECTOR, data, asynchronous: asynchronous !== 0, command });
    }
    at += bytes;
  }
  return { writes, marks };
}

/**
 * The disk when the power goes during write `cut`: of that, some first sectors are there; of those
 * before, since the last mark, what was not waited for may be missing, unless something else was
 * written to the same place since: that has waited.
 */
export function diskAfterCut(
  before: Uint8Array,
  { writes, marks }: Log,
  cut: number,
  random: () => number,
): Uint8Array {
  const disk = before.slice();
  const durable = marks.findLast(({ write }) => write <= cut)?.write ?? 0;
  const lose = random();
  for (let i = 0; i < cut; i++) {
    const { at, data, asynchronous } = writes[i];
    const overwritten = writes
      .slice(i + 1, cut)
      .some((later) => later.at < at + data.length && at < later.at + later.data.length);
    if (i >= durable && asynchronous && !overwritten && random() < lose) continue;
    disk.set(data, at);
  }
  if (cut < writes.length) {
    const { at, data } = writes[cut];
    disk.set(data.subarray(0, Math.floor(random() * (data.length / SECTOR + 1)) * SECTOR), at);
  }
  return disk;
}
