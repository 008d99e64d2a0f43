/**
 * How long a disk drive takes: seek, rotation, transfer, read-ahead, in simulated cycles.
 *
 * The default drive is the RZ55 of the DECstation's time, a Micropolis 1578 with DEC's label.
 *
 * | what | value | source |
 * |---|---|---|
 * | geometry | 36 sectors, 15 heads, 1224 cylinders | SIMH, VAX/vax_rzdev.h (RZ55) |
 * | rotation | 3600 a minute | data sheet of the Micropolis 1650, same mechanism |
 * | seek | 4 ms track to track, 16 ms average, 37 ms longest | the same |
 * | buffer | 64 KB, look-ahead | TheRef list of drives, Micropolis 1674 (SCSI) |
 * | bus, synchronous | 4 MB/s at most | the same |
 * | bus, asynchronous | 1.5 MB/s | assumed |
 * | command overhead | 1 ms from the last command byte to the start of the seek | assumed |
 * | skew | 3 sectors a head switch, 9 sectors a cylinder switch | assumed: switch and settle fit in |
 *
 * Rules:
 * - A seek over d cylinders takes a + b sqrt(d) + c d, through the three given times at one cylinder,
 *   at a third of the cylinders and at all of them.
 * - The angle is that of simulated time: sector 0 of track 0 is under its head at cycle 0 and at every
 *   whole revolution. Sectors follow each other without interleave, with the skew between tracks, so
 *   that a long transfer loses exactly the skew at each track.
 * - After a read the drive goes on reading up to half its buffer beyond it; a read that continues
 *   there, or asks for what the buffer has, does not position again. A write empties the buffer.
 * - A write is on the medium before its status is sent: all data come into the buffer, while the seek
 *   goes on; then the sectors are waited for and written.
 * An image larger than the drive has more cylinders, and seeks scaled to them.
 */
import type { Clock } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";

/** A drive's mechanics. Times in milliseconds. */
export interface DriveParameters {
  readonly sectorsPerTrack: number;
  readonly heads: number;
  readonly cylinders: number;
  readonly revolutionsPerMinute: number;
  readonly trackToTrack: number;
  readonly averageSeek: number;
  readonly longestSeek: number;
  readonly commandOverhead: number;
  /** In sectors. */
  readonly headSkew: number;
  readonly cylinderSkew: number;
  /** In blocks; 0 is a drive that does not read ahead. */
  readonly bufferBlocks: number;
  /** Bytes a second on the bus. */
  readonly asynchronousRate: number;
  /** Shortest synchronous period, in units of 4 ns as in the message. */
  readonly synchronousPeriod: number;
}

/** See the table above. */
export const RZ55: DriveParameters = {
  sectorsPerTrack: 36,
  heads: 15,
  cylinders: 1224,
  revolutionsPerMinute: 3600,
  trackToTrack: 4,
  averageSeek: 16,
  longestSeek: 37,
  commandOverhead: 1,
  headSkew: 3,
  cylinderSkew: 9,
  bufferBlocks: 128,
  asynchronousRate: 1.5e6,
  synchronousPeriod: 63,
};

export class DiskTiming {
  readonly drive: DriveParameters;
  readonly #clock: Clock;
  readonly #blocks: number;
  readonly #sectorCycles: number;
  readonly #cycles: (milliseconds: number) => number;
  readonly #seekCurve: readonly [number, number, number];
  readonly #seekScale: number;
  #cylinder = 0;
  /** The stream being read: blocks from `#first` are in the buffer or will be, up to `#until`. */
  #first = 0;
  #until = 0;
  /** Block of the stream that began to pass at cycle `#start`; those before it are in the buffer. */
  #from = 0;
  #start = 0;

  constructor(clock: Clock, drive: DriveParameters, blocks: number) {
    this.#clock = clock;
    this.drive = drive;
    this.#blocks = blocks;
    this.#cycles = (milliseconds) => (milliseconds * clock.hertz) / 1000;
    const revolution = (60 * clock.hertz) / drive.revolutionsPerMinute;
    this.#sectorCycles = revolution / drive.sectorsPerTrack;
    const cylinders = Math.ceil(blocks / (drive.sectorsPerTrack * drive.heads));
    this.#seekScale = Math.min(1, (drive.cylinders - 1) / Math.max(1, cylinders - 1));
    this.#seekCurve = seekCurve(drive);
  }

  /**
   * A read of `count` blocks from `block` on begins now; `available` then tells when each is there.
   */
  read(block: number, count: number): void {
    const { now } = this.#clock;
    const ahead = this.drive.bufferBlocks >>> 1;
    const end = block + count;
    this.#first = Math.max(this.#first, this.#until - this.drive.bufferBlocks);
    const buffered = block >= this.#first && block <= this.#until && this.#until > this.#first;
    const running = now < this.#available(this.#until - 1);
    if (buffered && running) this.#until = Math.max(this.#until, end);
    else if (buffered && block < this.#until) {
      if (end > this.#until) this.#position(this.#until, now);
    } else {
      this.#first = block;
      this.#until = block;
      this.#position(block, now);
    }
    this.#until = Math.min(this.#blocks, Math.max(this.#until, end + ahead));
    this.#cylinder = this.#cylinderOf(this.#until - 1);
  }

  /** Cycle at which block `block` of the read that began last is in the buffer. */
  available(block: number): number {
    return Math.max(this.#clock.now, this.#available(block));
  }

  /**
   * Cycle at which `count` blocks from `block` on are on the medium, when their data are all in the
   * buffer now.
   * @param command cycle at which the command came
   */
  write(block: number, count: number, command: number): number {
    this.#first = 0;
    this.#until = 0;
    const start = this.#under(block, Math.max(this.#clock.now, this.#arrival(block, command)));
    this.#cylinder = this.#cylinderOf(block + count - 1);
    return start + this.#passing(block, block + count - 1);
  }

  /** Cycle at which the heads are over `block` after a seek that begins now. */
  seek(block: number): number {
    const arrival = this.#arrival(block, this.#clock.now);
    this.#first = 0;
    this.#until = 0;
    this.#cylinder = this.#cylinderOf(block);
    return arrival;
  }

  /** Cycle at which a command that needs no medium is done. */
  overhead(): number {
    return this.#clock.now + this.#cycles(this.drive.commandOverhead);
  }

  /** Cycles that a byte takes on the bus without synchronous transfer. */
  get asynchronousCycles(): number {
    return this.#clock.hertz / this.drive.asynchronousRate;
  }

  save(): unknown {
    return {
      cylinder: this.#cylinder,
      first: this.#first,
      until: this.#until,
      from: this.#from,
      start: this.#start,
    };
  }

  restore(state: unknown, where: string): void {
    const fields = new SavedFields(state, where);
    this.#cylinder = fields.whole("cylinder", 0, this.#cylinderOf(this.#blocks));
    this.#first = fields.whole("first", 0, this.#blocks);
    this.#until = fields.whole("until", 0, this.#blocks);
    this.#from = fields.whole("from", 0, this.#blocks);
    this.#start = fields.cycle("start");
  }

  #available(block: number): number {
    return block < this.#from ? 0 : this.#start + this.#passing(this.#from, block);
  }

  /** Lets the stream go on at `block`, after a command that came at `now`. */
  #position(block: number, now: number): void {
    this.#from = block;
    this.#start = this.#under(block, this.#arrival(block, now));
  }

  #arrival(block: number, command: number): number {
    const distance = Math.abs(this.#cylinderOf(block) - this.#cylinder);
    return command + this.#cycles(this.drive.commandOverhead + this.#seekTime(distance));
  }

  /** Milliseconds of a seek. */
  #seekTime(distance: number): number {
    if (distance === 0) return 0;
    const [a, b, c] = this.#seekCurve;
    const scaled = Math.max(1, distance * this.#seekScale);
    return a + b * Math.sqrt(scaled) + c * scaled;
  }

  /** First cycle from `cycle` on at which `block` begins to pass under its head. */
  #under(block: number, cycle: number): number {
    const angle = cycle / this.#sectorCycles;
    const slot = this.#place(block);
    const turns = Math.ceil((angle - slot) / this.drive.sectorsPerTrack);
    return Math.max(cycle, (slot + turns * this.drive.sectorsPerTrack) * this.#sectorCycles);
  }

  /** Cycles from the beginning of block `from` to the end of block `last`, all in one go. */
  #passing(from: number, last: number): number {
    return (this.#place(last) - this.#place(from) + 1) * this.#sectorCycles;
  }

  /** Sectors that pass from block 0 to this one in one go: its place in angle, with the skew. */
  #place(block: number): number {
    const { sectorsPerTrack, headSkew, cylinderSkew } = this.drive;
    const track = Math.floor(block / sectorsPerTrack);
    return block + track * headSkew + this.#cylinderOf(block) * (cylinderSkew - headSkew);
  }

  #cylinderOf(block: number): number {
    return Math.floor(block / (this.drive.sectorsPerTrack * this.drive.heads));
  }
}

/** a, b, c of a + b sqrt(d) + c d through the drive's three seek times. */
function seekCurve(drive: DriveParameters): [number, number, number] {
  const third = drive.cylinders / 3;
  const all = drive.cylinders - 1;
  const roots = [Math.sqrt(third) - 1, Math.sqrt(all) - 1];
  const average = drive.averageSeek - drive.trackToTrack;
  const longest = drive.longestSeek - drive.trackToTrack;
  const determinant = roots[0] * (all - 1) - roots[1] * (third - 1);
  const b = (average * (all - 1) - longest * (third - 1)) / determinant;
  const c = (roots[0] * longest - roots[1] * average) / determinant;
  return [drive.trackToTrack - b - c, b, c];
}
