/**
 * The KN02, system board of the DECstation 5000/200: all of it but the processor and its memory.
 *
 * Physical addresses (Mach kernel mips/PMAX/kn02.h):
 *
 * | from | |
 * |---|---|
 * | 0x00000000 | memory, up to 480 MB; what is not there is a hole |
 * | 0x1e000000 | TURBOchannel slots 0 to 6, 4 MB each; the SCSI option in 5, the others empty |
 * | 0x1fc00000 | ROM |
 * | 0x1fd00000 | CHKSYN |
 * | 0x1fd80000 | ERRADR |
 * | 0x1fe00000 | DZ |
 * | 0x1fe80000 | RTC |
 * | 0x1ff00000 | CSR |
 * | 0x1ff80000 | ROM again |
 * Each is repeated through its 512 KB. From 0x20000000 on, and at 0x1fc80000, nothing answers.
 *
 * Interrupts, as bits of Cause: IP2 what CSR enables, IP3 the RTC, IP5 a write that nothing answered.
 * No Ethernet: slot 6 is empty.
 */
import { InputError } from "@mcpi/trace";
import {
  type AccessSize,
  type Board,
  BUS_ERROR,
  type ConsoleLine,
  type ProcessorAccess,
} from "../machine/board.ts";
import type { Clock } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import type { Disk } from "./disk-image.ts";
import { type DriveParameters, RZ55 } from "./disk-timing.ts";
import { Dz } from "./dz.ts";
import { MOST_TARGETS } from "./ncr53c94-state.ts";
import { INITIATOR_ID, PmazAa } from "./pmaz-aa.ts";
import { Prom } from "./prom.ts";
import { buildRom, type ProgramEntry, programEntry, ROM_ADDRESS } from "./prom-rom.ts";
import { readBytes } from "./register-bytes.ts";
import { Rtc } from "./rtc.ts";
import { ScsiTarget } from "./scsi-target.ts";
import { DZ_SLOT, SCSI_SLOT, SystemRegisters } from "./system-registers.ts";
import { SLOTS, TurboChannel } from "./turbochannel.ts";

const SLOTS_BEGIN = 0x1e000000;
const SYSTEM_BEGIN = 0x1fc00000;
const SYSTEM_END = 0x20000000;
const PART_BYTES = 0x80000;
const PART_SHIFT = 19;

/** Parts of the system's 4 MB, 512 KB each. */
const ROM = 0;
const CHKSYN = 2;
const ERRADR = 3;
const DZ = 4;
const RTC = 5;
const CSR = 6;
const ROM_AGAIN = 7;

const IP2 = 0x0400;
const IP3 = 0x0800;
const IP5 = 0x2000;

const MOST_RAM = 480 << 20;

/** 1 January 1993, 00:00 UTC: the clock at power-on, unless told otherwise. */
export const START_DATE = 725846400;

/** The command line that the firmware gives to a program, unless told otherwise. */
export const DEFAULT_ARGV: readonly string[] = ["boot", "5/rz0/vmunix", "-a"];

/** Console on serial line 3, boot from the disk with SCSI ID 0, stop at a halt. */
export const DEFAULT_ENVIRONMENT: Readonly<Record<string, string>> = {
  osconsole: "2",
  console: "2",
  boot: "5/rz0/vmunix -a",
  bootmode: "a",
  testaction: "q",
  haltaction: "h",
  more: "24",
  scsiid0: String(INITIATOR_ID),
  systype: "0x82020300",
};

export interface Kn02Options {
  /** Size of memory: a multiple of 4096 bytes, at most 480 MB. */
  readonly ramBytes: number;
  readonly console: ConsoleLine;
  /** By SCSI ID; 7 is the controller's own. */
  readonly disks?: readonly (Disk | undefined)[];
  /** What the drives are like; default RZ55. */
  readonly drive?: DriveParameters;
  readonly argv?: readonly string[];
  /** Added to the default environment, or instead of its variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Time of the clock at power-on, in seconds since the beginning of 1970. */
  readonly startDate?: number;
}

/** The board, with what its firmware has prepared for a program. */
export interface Kn02Board extends Board {
  /** Registers and memory when the firmware starts a program. */
  readonly entry: ProgramEntry;
  /** The eight LEDs, a bit each, 0 is on. */
  readonly leds: number;
}

/**
 * Makes the board.
 * @throws InputError when the size of memory, a disk's ID or the start date is out of range.
 */
export function createKn02(clock: Clock, options: Kn02Options): Kn02Board {
  const { ramBytes, disks = [], startDate = START_DATE } = options;
  if (!(Number.isInteger(ramBytes / 4096) && ramBytes > 0 && ramBytes <= MOST_RAM))
    throw new InputError(
      `memory: ${ramBytes} bytes; a multiple of 4096 up to ${MOST_RAM} was expected`,
    );
  disks.forEach((disk, id) => {
    if (disk !== undefined && id >= INITIATOR_ID)
      throw new InputError(`disk ${disk.name}: its SCSI ID is ${id}; 0 to 6 was expected`);
  });
  if (!(Number.isInteger(startDate) && startDate >= 0 && startDate < 2 ** 32))
    throw new InputError(
      `start date: ${startDate}; whole seconds since the beginning of 1970 were expected`,
    );
  return new Kn02(clock, options, startDate);
}

class Kn02 implements Kn02Board {
  readonly rom = { address: ROM_ADDRESS, bytes: buildRom() };
  readonly entry: ProgramEntry;
  readonly #ramBytes: number;
  readonly #console: ConsoleLine;
  readonly #registers = new SystemRegisters();
  readonly #dz: Dz;
  readonly #rtc: Rtc;
  readonly #scsi: PmazAa;
  readonly #slots: TurboChannel;
  readonly #prom: Prom;
  #changed: () => void = () => {};
  /** `interrupts` as they were told last. */
  #told = 0;

  constructor(clock: Clock, options: Kn02Options, startDate: number) {
    const { console, ramBytes, disks = [], drive = RZ55, argv = DEFAULT_ARGV } = options;
    const environment = { ...DEFAULT_ENVIRONMENT, ...options.environment };
    const changed = () => this.#tell();
    this.#ramBytes = ramBytes;
    this.#console = console;
    this.entry = programEntry(argv);
    this.#dz = new Dz(clock, console, changed);
    this.#rtc = new Rtc(clock, startDate, changed);
    const targets = Array.from({ length: MOST_TARGETS }, (_, id) => {
      const disk = disks[id];
      return disk === undefined ? undefined : new ScsiTarget(clock, disk, drive);
    });
    this.#scsi = new PmazAa(clock, targets, changed);
    this.#slots = new TurboChannel(
      Array.from({ length: SLOTS }, (_, slot) => (slot === SCSI_SLOT ? this.#scsi : undefined)),
    );
    this.#prom = new Prom(clock, {
      console,
      disks,
      ramBytes,
      registers: this.#registers,
      environment,
      startDate,
      bootName: argv[1] ?? environment.boot,
      changed,
    });
  }

  get interrupts(): number {
    return (
      (this.#registers.enabled(this.#pending) !== 0 ? IP2 : 0) |
      (this.#rtc.interrupt ? IP3 : 0) |
      (this.#registers.error ? IP5 : 0)
    );
  }

  get leds(): number {
    return this.#registers.leds;
  }

  read(address: number, size: AccessSize): number {
    if (address < SYSTEM_BEGIN)
      return address < SLOTS_BEGIN ? BUS_ERROR : this.#slots.read(address - SLOTS_BEGIN, size);
    return address < SYSTEM_END ? this.#readSystem(address - SYSTEM_BEGIN, size) : BUS_ERROR;
  }

  write(address: number, size: AccessSize, value: number): boolean {
    const answered =
      address >= SYSTEM_BEGIN
        ? address < SYSTEM_END && this.#writeSystem(address - SYSTEM_BEGIN, size, value)
        : address >= SLOTS_BEGIN && this.#slots.write(address - SLOTS_BEGIN, size, value);
    if (!answered) {
      this.#registers.writeTimeout(address);
      this.#tell();
    }
    return answered;
  }

  firmware(number: number, processor: ProcessorAccess): "done" | "wait" | "halt" {
    return this.#prom.run(number, processor);
  }

  onInterrupts(changed: () => void): void {
    this.#changed = changed;
  }

  consoleInput(): void {
    this.#dz.consoleInput();
  }

  askForInput(): boolean {
    if (this.#console.typeNext?.() !== true) return false;
    this.consoleInput();
    return true;
  }

  get hasInput(): boolean {
    return this.#console.waiting > 0;
  }

  save(): unknown {
    return {
      ramBytes: this.#ramBytes,
      registers: this.#registers.save(),
      dz: this.#dz.save(),
      rtc: this.#rtc.save(),
      scsi: this.#scsi.save(),
      prom: this.#prom.save(),
    };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "board");
    fields.whole("ramBytes", this.#ramBytes, this.#ramBytes);
    this.#registers.restore(fields.inner("registers"));
    this.#dz.restore(fields.inner("dz"));
    this.#rtc.restore(fields.inner("rtc"));
    this.#scsi.restore(fields.inner("scsi"));
    this.#prom.restore(fields.inner("prom"));
    this.#setLines();
    this.#told = this.interrupts;
    this.#changed();
  }

  #readSystem(offset: number, size: AccessSize): number {
    const at = offset & (PART_BYTES - 1);
    switch (offset >>> PART_SHIFT) {
      case ROM:
      case ROM_AGAIN:
        return readBytes(this.rom.bytes, at, size);
      case CHKSYN:
        return 0;
      case ERRADR:
        return this.#registers.readErrorAddress(at, size);
      case DZ:
        return this.#dz.read(at, size);
      case RTC:
        return this.#rtc.read(at, size);
      case CSR:
        return this.#registers.readCsr(at, size, this.#pending);
      default:
        return BUS_ERROR;
    }
  }

  #writeSystem(offset: number, size: AccessSize, value: number): boolean {
    const at = offset & (PART_BYTES - 1);
    switch (offset >>> PART_SHIFT) {
      case ROM:
      case ROM_AGAIN:
      case CHKSYN:
        return true;
      case ERRADR:
        this.#registers.clearError();
        this.#tell();
        return true;
      case DZ:
        return this.#dz.write(at, size, value);
      case RTC:
        return this.#rtc.write(at, size, value);
      case CSR:
        this.#registers.writeCsr(at, size, value);
        this.#setLines();
        this.#tell();
        return true;
      default:
        return false;
    }
  }

  /** Interrupts of the slots, bits 7:0 of CSR. */
  get #pending(): number {
    return (this.#dz.interrupt ? 1 << DZ_SLOT : 0) | (this.#scsi.interrupt ? 1 << SCSI_SLOT : 0);
  }

  /** What CSR says to the serial lines. */
  #setLines(): void {
    this.#dz.fast = this.#registers.fastBaud;
    this.#dz.mute = this.#registers.transmitDisabled;
  }

  #tell(): void {
    const { interrupts } = this;
    if (interrupts === this.#told) return;
    this.#told = interrupts;
    this.#changed();
  }
}
