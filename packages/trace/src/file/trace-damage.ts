/** Damage in a trace file, with the place where it was met. */
import { InputError } from "../trace-error.ts";

export class TraceDamage extends InputError {
  /** Byte offset in the (unpacked) file. */
  readonly offset: number;
  /** What is wrong there, and what was expected. */
  readonly fault: string;

  constructor(name: string, offset: number, fault: string) {
    super(`trace: ${name}: byte ${offset}: ${fault}`);
    this.offset = offset;
    this.fault = fault;
  }
}
