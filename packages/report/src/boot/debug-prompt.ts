/**
 * The debugger's commands (docs/boot.md): a line each, by any beginning of its name.
 */
import {
  Breakpoints,
  type BreakStop,
  backtrace,
  backtraceLines,
  type Decstation,
  type Image,
  instructionLines,
  MemoryView,
  memoryLines,
  readRegister,
  registerLines,
  SymbolNames,
  stopReport,
  tlbLines,
  UndefinedBehaviour,
  whereLines,
  writeRegister,
} from "@mcpi/kernels";
import { InputError } from "@mcpi/trace";
import { UsageError } from "../console/errors.ts";
import { parseCount } from "../options/size.ts";
import { addressOf, limitsOf, parseUntil, type Until } from "../options/until.ts";
import { DEBUG_HELP } from "./debug-help.ts";
import type { Ended } from "./run-machine.ts";

const DEFAULT_LINES = 8;

export interface DebugHost {
  readonly machine: Decstation;
  readonly image: Image;
  /** What ends the run in any case. */
  readonly until: Until;
  /** Runs the machine; the user may interrupt that. */
  run(go: (asked: () => boolean) => Promise<BreakStop>): Promise<Ended>;
  /** Keeps the machine's state. */
  save(path: string): Promise<void>;
  print(lines: readonly string[]): Promise<void>;
}

export class DebugPrompt {
  readonly #host: DebugHost;
  readonly #names: SymbolNames;
  readonly #memory: MemoryView;
  readonly #breakpoints: Breakpoints;
  /** What an empty line repeats. */
  #last = "";
  /** How the run ended that was ended here. */
  ended: Ended = { why: "asked" };

  constructor(host: DebugHost) {
    this.#host = host;
    this.#names = new SymbolNames(host.image);
    this.#memory = new MemoryView(() => host.machine.processor);
    this.#breakpoints = new Breakpoints(host.machine, this.#memory);
  }

  /** Whether anything can stop the machine here. */
  get watches(): boolean {
    return this.#breakpoints.addresses.length > 0;
  }

  /** Where the machine is. */
  where(): Promise<void> {
    const { machine } = this.#host;
    return this.#host.print(whereLines(machine.processor, this.#memory, this.#names));
  }

  /** Executes a line. @returns false if it was the last one: the debugger is left */
  async execute(line: string): Promise<boolean> {
    const text = line.trim() || this.#last;
    this.#last = text;
    const [word = "", ...words] = text.split(/\s+/);
    if (word === "" || word.startsWith("#")) return true;
    try {
      const command = commandOf(word);
      if (command === "quit") return false;
      await this[command](words);
    } catch (error) {
      if (error instanceof UndefinedBehaviour)
        await this.#print([`undefined behaviour: ${error.message}`, ...this.#report()]);
      else if (error instanceof InputError || error instanceof UsageError)
        await this.#print([error.message]);
      else throw error;
    }
    return true;
  }

  async help(): Promise<void> {
    await this.#print(DEBUG_HELP);
  }

  async break([place]: string[]): Promise<void> {
    if (place !== undefined) this.#breakpoints.add(this.#instruction(place));
    await this.#print(this.#breakpoints.addresses.map((address) => this.#names.of(address)));
  }

  async delete([place]: string[]): Promise<void> {
    if (place === undefined) this.#breakpoints.clear();
    else if (!this.#breakpoints.delete(this.#address(place)))
      throw new UsageError(`delete ${place}: there is no breakpoint`);
  }

  async step([count = "1"]: string[]): Promise<void> {
    const steps = parseCount("step", count, 1);
    await this.#go(() => this.#host.machine.run({ steps }));
  }

  async continue(): Promise<void> {
    const { until } = this.#host;
    const wanted = new Set(until.places.map((place) => this.#address(place)));
    await this.#go((asked) =>
      this.#breakpoints.continue(limitsOf(until), (pc) => wanted.has(pc), asked),
    );
  }

  async until(words: string[]): Promise<void> {
    const until = parseUntil("until", words);
    const { marks, places } = until;
    const { stopMarks } = this.#host.machine;
    const newMarks = marks.filter((code) => !stopMarks.has(code));
    const newPlaces = places
      .map((place) => this.#instruction(place))
      .filter((address) => !this.#breakpoints.addresses.includes(address));
    for (const code of newMarks) stopMarks.add(code);
    for (const address of newPlaces) this.#breakpoints.add(address);
    try {
      await this.#go((asked) => this.#breakpoints.continue(limitsOf(until), () => false, asked));
    } finally {
      for (const code of newMarks) stopMarks.delete(code);
      for (const address of newPlaces) this.#breakpoints.delete(address);
    }
  }

  async registers([name]: string[]): Promise<void> {
    const p = this.#host.machine.processor;
    await this.#print(
      name === undefined ? registerLines(p) : [`${name} ${digits(readRegister(p, name))}`],
    );
  }

  async set([name, value, ...more]: string[]): Promise<void> {
    if (name === undefined || value === undefined || more.length > 0)
      throw new UsageError("set: a register and a value were expected");
    writeRegister(this.#host.machine.processor, name, this.#address(value));
  }

  async examine([place, count]: string[]): Promise<void> {
    if (place === undefined) throw new UsageError("examine: an address or symbol was expected");
    const words = count === undefined ? DEFAULT_LINES : parseCount("examine", count, 1);
    await this.#print(memoryLines(this.#memory, this.#address(place) & ~3, words));
  }

  async deposit([place, value, ...more]: string[]): Promise<void> {
    if (place === undefined || value === undefined || more.length > 0)
      throw new UsageError("deposit: an address and a word were expected");
    this.#memory.setWord(this.#address(place), this.#address(value));
  }

  async disassemble([place, count]: string[]): Promise<void> {
    const p = this.#host.machine.processor;
    const from = place === undefined ? p.pc : this.#instruction(place);
    const lines = count === undefined ? DEFAULT_LINES : parseCount("disassemble", count, 1);
    await this.#print(instructionLines(p, this.#memory, this.#names, from, lines));
  }

  async backtrace(): Promise<void> {
    const p = this.#host.machine.processor;
    await this.#print(backtraceLines(backtrace(p, this.#memory, this.#names)));
  }

  async tlb(): Promise<void> {
    await this.#print(tlbLines(this.#host.machine.processor));
  }

  async save([path]: string[]): Promise<void> {
    if (path === undefined) throw new UsageError("save: a file was expected");
    await this.#host.save(path);
  }

  async #go(go: (asked: () => boolean) => Promise<BreakStop>): Promise<void> {
    this.ended = await this.#host.run(go);
    const { machine } = this.#host;
    if (this.ended.why === "instructions" || this.ended.why === "cycles")
      await this.#print([`${machine.time.retired} instructions, ${machine.now} cycles`]);
    if (this.ended.why === "halt") await this.#print(["the machine has halted"]);
    if (this.ended.why === "mark") await this.#print([`mark ${this.ended.code}`]);
    if (this.ended.why === "no input") await this.#print(["the machine waits for input"]);
    if (this.ended.why !== "interrupt") await this.where();
  }

  #report(): string[] {
    return stopReport(this.#host.machine, this.#names);
  }

  #print(lines: readonly string[]): Promise<void> {
    return this.#host.print(lines);
  }

  /** An address: a symbol with or without `+offset`, a register as `$sp`, or a number. */
  #address(text: string): number {
    if (text.startsWith("$")) return readRegister(this.#host.machine.processor, text);
    if (/^-?[0-9]+$/.test(text)) return Number(text) >>> 0;
    const [, base, offset] = /^(.+)\+(0x[0-9a-f]+|[0-9]+)$/i.exec(text) ?? [];
    const { image } = this.#host;
    if (base !== undefined)
      return (addressOf(base, image.symbols, image.name) + Number(offset)) >>> 0;
    return addressOf(text, image.symbols, image.name);
  }

  #instruction(text: string): number {
    const address = this.#address(text);
    if (address % 4 !== 0) throw new UsageError(`${text}: is no instruction's address`);
    return address;
  }
}

const COMMANDS = [
  "backtrace",
  "break",
  "continue",
  "delete",
  "deposit",
  "disassemble",
  "examine",
  "help",
  "quit",
  "registers",
  "save",
  "set",
  "step",
  "tlb",
  "until",
  "where",
] as const;

/** Short names that would be beginnings of several. */
const SHORT: Readonly<Record<string, (typeof COMMANDS)[number]>> = {
  b: "break",
  bt: "backtrace",
  d: "disassemble",
  s: "step",
  "?": "help",
};

function commandOf(word: string): (typeof COMMANDS)[number] {
  const fits = COMMANDS.filter((command) => command.startsWith(word));
  const exact = SHORT[word] ?? COMMANDS.find((command) => command === word);
  if (exact !== undefined) return exact;
  if (fits.length === 1) return fits[0];
  throw new UsageError(
    fits.length === 0
      ? `there is no command "${word}"; help lists them`
      : `"${word}" may be ${fits.join(" or ")}`,
  );
}

const digits = (value: number): string => value.toString(16).padStart(8, "0");
