/**
 * The fields of a saved state, each checked as it is read, so that a damaged state is refused with
 * its place named and never leaves a device with a value that it cannot have.
 */
import { InputError } from "@mcpi/trace";

/** Longest time that a saved state may name, in cycles: what a double counts exactly. */
const LAST_CYCLE = Number.MAX_SAFE_INTEGER;

export class SavedFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #where: string;

  /**
   * @param where name of the device, for messages
   * @throws InputError when `state` is no record.
   */
  constructor(state: unknown, where: string) {
    this.#where = where;
    if (typeof state !== "object" || state === null || Array.isArray(state))
      throw new InputError(`saved state: ${where} is no record`);
    this.#fields = state as Record<string, unknown>;
  }

  /** A whole number from `from` to `to`. */
  whole(key: string, from: number, to: number): number {
    return this.#wholeIn(this.#fields[key], key, from, to);
  }

  /** A time in cycles: a finite number from 0 on. */
  cycle(key: string): number {
    const value = this.#fields[key];
    if (typeof value !== "number" || !(value >= 0 && value <= LAST_CYCLE))
      throw this.#wrong(key, "a number of cycles from 0 on");
    return value;
  }

  flag(key: string): boolean {
    const value = this.#fields[key];
    if (typeof value !== "boolean") throw this.#wrong(key, "true or false");
    return value;
  }

  text(key: string): string {
    const value = this.#fields[key];
    if (typeof value !== "string") throw this.#wrong(key, "a string");
    return value;
  }

  /** One of `choices`. */
  choice<T extends string>(key: string, choices: readonly T[]): T {
    const value = this.#fields[key];
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.#wrong(key, `one of ${choices.join(", ")}`);
    return found;
  }

  /** A copy of bytes, exactly or at most so many. */
  bytes(key: string, length: number, exactly = true): Uint8Array {
    const value = this.#fields[key];
    if (
      !(value instanceof Uint8Array) ||
      (exactly ? value.length !== length : value.length > length)
    )
      throw this.#wrong(key, `${exactly ? "" : "at most "}${length} bytes`);
    return value.slice();
  }

  /** Whole numbers, exactly or at most so many. */
  wholes(key: string, length: number, from: number, to: number, exactly = true): number[] {
    const value = this.#fields[key];
    if (!Array.isArray(value) || (exactly ? value.length !== length : value.length > length))
      throw this.#wrong(key, `a list of ${exactly ? "" : "at most "}${length} numbers`);
    return value.map((each, index) => this.#wholeIn(each, `${key}[${index}]`, from, to));
  }

  /** A record of strings. */
  texts(key: string): Record<string, string> {
    const value = this.#fields[key];
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw this.#wrong(key, "a record of strings");
    const entries = Object.entries(value);
    if (!entries.every(([, text]) => typeof text === "string"))
      throw this.#wrong(key, "a record of strings");
    return Object.fromEntries(entries) as Record<string, string>;
  }

  /** A list of states of other devices. */
  list(key: string, length: number): unknown[] {
    const value = this.#fields[key];
    if (!Array.isArray(value) || value.length !== length)
      throw this.#wrong(key, `a list of ${length}`);
    return value;
  }

  /** The fields of a record within. */
  record(key: string): SavedFields {
    return new SavedFields(this.#fields[key], `${this.#where}.${key}`);
  }

  /** The fields of each record of a list. */
  records(key: string): SavedFields[] {
    const value = this.#fields[key];
    if (!Array.isArray(value)) throw this.#wrong(key, "a list of records");
    return value.map((each, at) => new SavedFields(each, `${this.#where}.${key}[${at}]`));
  }

  /** Asks that a state is there where the machine has a device, and not where it has none. */
  present(key: string, state: unknown, device: boolean): void {
    if ((state !== null) !== device)
      throw new InputError(
        `saved state: ${this.#where}.${key} is ${show(state)}; this machine has ${device ? "a" : "no"} device there`,
      );
  }

  /** The state of another device, to be checked by it. */
  inner(key: string): unknown {
    return this.#fields[key];
  }

  #wholeIn(value: unknown, key: string, from: number, to: number): number {
    if (typeof value !== "number" || !Number.isInteger(value) || value < from || value > to)
      throw new InputError(
        `saved state: ${this.#where}.${key} is ${show(value)}; a whole number from ${from} to ${to} was expected`,
      );
    return value;
  }

  #wrong(key: string, expected: string): InputError {
    return new InputError(
      `saved state: ${this.#where}.${key} is ${show(this.#fields[key])}; ${expected} was expected`,
    );
  }
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "a list" : "a record";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return String(value);
}
