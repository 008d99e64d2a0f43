/**
 * The firmware: what its functions do, on the host (4.4BSD pmax/stand/dec_prom.h; Mach kernel
 * mips/prom_interface.h).
 *
 * - Console output and disks take no time; msdelay does. Input waits until something is typed.
 * - getsysid: 0x82, type 2 (KN02), firmware 3, hardware 0. getbitmap: page size 4096, then a bit for
 *   each page of memory, all 1, then a word 0, at which Mach stops; returns the bytes of the map.
 * - getenv puts values into the firmware's memory, one after the other, round in 4 KB.
 * - clear_cache, wbflush, io_poll, console_init, showfault do nothing and return 0: caches that hold
 *   what they must not are the caller's affair.
 * - rex, halt, autoboot, restart, execute_cmd with a boot or halt, and exceptions with the vectors in
 *   the ROM stop the machine, with a line on the console. What is not provided says so there and
 *   returns 0.
 */
import type { ConsoleLine, ProcessorAccess } from "../machine/board.ts";
import type { Clock, QueueEvent } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import type { Disk } from "./disk-image.ts";
import { PromConsole } from "./prom-console.ts";
import { PromDisk } from "./prom-disk.ts";
import { argument, format, loadString } from "./prom-printf.ts";
import { BOOT_GENERAL, BOOT_UTLB, CONFIGURATION_ADDRESS, JUMP_TABLE } from "./prom-rom.ts";
import { STRING_FUNCTIONS, storeString, stringToLong } from "./prom-strings.ts";
import type { SystemRegisters } from "./system-registers.ts";
import { SLOTS } from "./turbochannel.ts";

const V0 = 2;

const SYSTEM_ID = 0x82020300;
const PAGE_BYTES = 4096;
const SLOT_KSEG1 = 0xbe000000;
const SLOT_STEP = 0x400000;
/** kseg1 address of the values that getenv has returned, and their room. */
const VALUES = 0xa000c000;
const VALUE_BYTES = 0x1000;

/** What the firmware can reach of its machine. */
export interface PromMachine {
  readonly console: ConsoleLine;
  /** By SCSI ID. */
  readonly disks: readonly (Disk | undefined)[];
  readonly ramBytes: number;
  readonly registers: SystemRegisters;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds since the beginning of 1970, at cycle 0. */
  readonly startDate: number;
  /** Name that bootread uses before any bootinit. */
  readonly bootName: string;
  /** Told when interrupts may have changed. */
  readonly changed: () => void;
}

/** A number is returned to the caller. */
type Result = number | "wait" | "halt";
type PromFunction = (processor: ProcessorAccess) => Result;

export class Prom {
  readonly #clock: Clock;
  readonly #machine: PromMachine;
  readonly #console: PromConsole;
  readonly #disk: PromDisk;
  readonly #functions: ReadonlyMap<number, readonly [string, PromFunction]>;
  /** Only wakes the machine: the delay is over when its cycle has come. */
  readonly #delay: QueueEvent;
  #environment: Map<string, string>;
  /** Cycle until which msdelay waits, 0 if it does not. */
  #delayUntil = 0;
  #nextValue = 0;

  constructor(clock: Clock, machine: PromMachine) {
    this.#clock = clock;
    this.#machine = machine;
    this.#console = new PromConsole(machine.console);
    this.#disk = new PromDisk(machine.disks);
    this.#disk.open(machine.bootName);
    this.#environment = new Map(Object.entries(machine.environment));
    this.#delay = clock.event("prom.delay", () => {});
    this.#functions = new Map([...this.#vector(), ...this.#jumpTable()]);
  }

  /** Runs function `number` (prom-rom.ts), as Board.firmware. */
  run(number: number, processor: ProcessorAccess): "done" | "wait" | "halt" {
    const [, run] = this.#functions.get(number) ?? ["", () => this.#missing(number)];
    const result = run(processor);
    if (typeof result !== "number") return result;
    processor.setRegister(V0, result >>> 0);
    return "done";
  }

  save(): unknown {
    return {
      environment: Object.fromEntries(this.#environment),
      delayUntil: this.#delayUntil,
      nextValue: this.#nextValue,
      console: this.#console.save(),
      disk: this.#disk.save(),
    };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "prom");
    this.#environment = new Map(Object.entries(fields.texts("environment")));
    this.#delayUntil = fields.cycle("delayUntil");
    this.#nextValue = fields.whole("nextValue", 0, VALUE_BYTES);
    this.#console.restore(fields.inner("console"));
    this.#disk.restore(fields.inner("disk"));
  }

  /** Functions of the call-back vector, by offset / 4. */
  #vector(): [number, readonly [string, PromFunction]][] {
    const at = (offset: number, name: string, run: PromFunction) =>
      [offset / 4, [name, run]] as [number, [string, PromFunction]];
    const nothing: PromFunction = () => 0;
    return [
      ...STRING_FUNCTIONS.map(([name, run], index) =>
        at(4 * index, name, (processor) =>
          run(processor, argument(processor, 0), argument(processor, 1), argument(processor, 2)),
        ),
      ),
      at(0x24, "getchar", () => this.#console.get()),
      at(0x28, "gets", (processor) => this.#getLine(processor)),
      at(0x2c, "puts", (processor) => this.#putString(processor)),
      at(0x30, "printf", (processor) => this.#console.print(format(processor, 0))),
      at(0x34, "sprintf", (processor) => {
        const text = format(processor, 1);
        storeString(processor, argument(processor, 0), text);
        return text.length;
      }),
      at(0x38, "io_poll", nothing),
      at(0x3c, "strtol", stringToLong),
      at(0x40, "signal", () => this.#notProvided("signal")),
      at(0x44, "raise", () => this.#notProvided("raise")),
      at(0x48, "time", (processor) => this.#time(processor)),
      at(0x4c, "setjmp", () => this.#notProvided("setjmp")),
      at(0x50, "longjmp", () => this.#notProvided("longjmp")),
      at(0x54, "bootinit", (processor) => (this.#open(processor) ? 0 : -1)),
      at(0x58, "bootread", (processor) => {
        this.#disk.seek(512 * argument(processor, 0), 0);
        return this.#disk.read(processor, argument(processor, 1), argument(processor, 2));
      }),
      at(0x5c, "bootwrite", (processor) => {
        this.#disk.seek(512 * argument(processor, 0), 0);
        return this.#disk.write(processor, argument(processor, 1), argument(processor, 2));
      }),
      at(0x60, "setenv", (processor) => this.#setEnvironment(processor)),
      at(0x64, "getenv", (processor) => this.#getEnvironment(processor)),
      at(0x68, "unsetenv", (processor) => {
        this.#environment.delete(this.#text(processor, 0));
        return 0;
      }),
      at(
        0x6c,
        "slot_address",
        (processor) => SLOT_KSEG1 + SLOT_STEP * (argument(processor, 0) & 7),
      ),
      at(0x70, "wbflush", nothing),
      at(0x74, "msdelay", (processor) => this.#wait(argument(processor, 0))),
      at(0x78, "leds", (processor) => {
        this.#machine.registers.leds = ~argument(processor, 0);
        return 0;
      }),
      at(0x7c, "clear_cache", nothing),
      at(0x80, "getsysid", () => SYSTEM_ID),
      at(0x84, "getbitmap", (processor) => this.#bitmap(processor)),
      at(0x88, "disintr", (processor) => this.#enable(processor, false)),
      at(0x8c, "enaintr", (processor) => this.#enable(processor, true)),
      at(0x90, "testintr", (processor) =>
        Number(this.#machine.registers.isEnabled(argument(processor, 0) & 7)),
      ),
      at(0x98, "console_init", nothing),
      at(0x9c, "halt", () => this.#halt("halt")),
      at(0xa0, "showfault", nothing),
      at(0xa4, "gettcinfo", () => CONFIGURATION_ADDRESS),
      at(0xa8, "execute_cmd", (processor) => this.#command(this.#text(processor, 0))),
      at(0xac, "rex", (processor) =>
        this.#halt(`rex ${String.fromCharCode(argument(processor, 0) & 0x7f)}`),
      ),
    ];
  }

  /** Functions of the jump table, and the exception vectors in the ROM. */
  #jumpTable(): [number, readonly [string, PromFunction]][] {
    const at = (entry: number, name: string, run: PromFunction) =>
      [JUMP_TABLE + entry, [name, run]] as [number, [string, PromFunction]];
    return [
      at(0, "reset", () => this.#halt("reset")),
      at(2, "restart", () => this.#halt("restart")),
      at(5, "autoboot", () => this.#halt("autoboot")),
      at(6, "open", (processor) => (this.#open(processor) ? 3 : -1)),
      at(7, "read", (processor) =>
        this.#disk.read(processor, argument(processor, 1), argument(processor, 2)),
      ),
      at(8, "write", (processor) =>
        this.#disk.write(processor, argument(processor, 1), argument(processor, 2)),
      ),
      at(10, "close", () => 0),
      at(11, "lseek", (processor) =>
        this.#disk.seek(argument(processor, 1) | 0, argument(processor, 2)),
      ),
      at(12, "getchar", () => this.#console.get()),
      at(13, "putchar", (processor) => this.#console.put(argument(processor, 0))),
      at(15, "gets", (processor) => this.#getLine(processor)),
      at(16, "puts", (processor) => this.#putString(processor)),
      at(17, "printf", (processor) => this.#console.print(format(processor, 0))),
      at(28, "flushcache", () => 0),
      at(29, "clearcache", () => 0),
      at(33, "getenv", (processor) => this.#getEnvironment(processor)),
      at(34, "setenv", (processor) => this.#setEnvironment(processor)),
      [BOOT_UTLB, ["exception", (processor) => this.#exception(processor, "TLB miss")]],
      [BOOT_GENERAL, ["exception", (processor) => this.#exception(processor, "exception")]],
    ];
  }

  #text(processor: ProcessorAccess, index: number): string {
    return loadString(processor, argument(processor, index));
  }

  #putString(processor: ProcessorAccess): number {
    this.#console.print(this.#text(processor, 0));
    return 0;
  }

  #getLine(processor: ProcessorAccess): Result {
    const line = this.#console.getLine();
    if (line === undefined) return "wait";
    const address = argument(processor, 0);
    storeString(processor, address, line);
    return address;
  }

  #time(processor: ProcessorAccess): number {
    const { now, hertz } = this.#clock;
    const seconds = this.#machine.startDate + Math.floor(now / hertz);
    const address = argument(processor, 0);
    if (address !== 0) this.#storeWord(processor, address, seconds);
    return seconds;
  }

  #wait(milliseconds: number): Result {
    const { now, hertz } = this.#clock;
    if (this.#delayUntil === 0) this.#delayUntil = Math.ceil(now + (milliseconds * hertz) / 1000);
    if (now < this.#delayUntil) {
      this.#delay.at(this.#delayUntil);
      return "wait";
    }
    this.#delayUntil = 0;
    this.#delay.cancel();
    return 0;
  }

  #open(processor: ProcessorAccess): boolean {
    return this.#disk.open(this.#text(processor, 0));
  }

  #setEnvironment(processor: ProcessorAccess): number {
    this.#environment.set(this.#text(processor, 0), this.#text(processor, 1));
    return 0;
  }

  #getEnvironment(processor: ProcessorAccess): number {
    const value = this.#environment.get(this.#text(processor, 0))?.slice(0, VALUE_BYTES - 1);
    if (value === undefined) return 0;
    if (this.#nextValue + value.length + 1 > VALUE_BYTES) this.#nextValue = 0;
    const address = VALUES + this.#nextValue;
    storeString(processor, address, value);
    this.#nextValue += value.length + 1;
    return address;
  }

  #bitmap(processor: ProcessorAccess): number {
    const buffer = argument(processor, 0);
    const pages = Math.floor(this.#machine.ramBytes / PAGE_BYTES);
    const words = Math.ceil(pages / 32);
    this.#storeWord(processor, buffer, PAGE_BYTES);
    for (let word = 0; word <= words; word++) {
      const bits = Math.max(0, Math.min(32, pages - 32 * word));
      this.#storeWord(processor, buffer + 4 * (word + 1), 2 ** bits - 1);
    }
    return 4 * words;
  }

  #storeWord(processor: ProcessorAccess, address: number, word: number): void {
    for (let byte = 0; byte < 4; byte++)
      processor.storeByte(address + byte, (word >>> (8 * byte)) & 0xff);
  }

  #enable(processor: ProcessorAccess, on: boolean): number {
    const slot = argument(processor, 0);
    if (slot <= SLOTS) this.#machine.registers.enable(slot, on);
    this.#machine.changed();
    return 0;
  }

  #command(text: string): Result {
    if (/^\s*(boot|halt|init)\b/.test(text)) return this.#halt(`command "${text}"`);
    return this.#notProvided(`command "${text}"`);
  }

  #exception(processor: ProcessorAccess, what: string): Result {
    this.#console.say(`${what} with the vectors in the ROM`);
    this.#console.printRegisters(processor);
    return "halt";
  }

  #halt(why: string): Result {
    this.#console.say(why);
    return "halt";
  }

  #missing(number: number): Result {
    const entry = number - JUMP_TABLE;
    return this.#notProvided(
      entry < 0
        ? `call-back vector entry 0x${(4 * number).toString(16)}`
        : `jump table entry ${entry}`,
    );
  }

  #notProvided(what: string): Result {
    this.#console.say(`${what} is not provided`);
    return 0;
  }
}
