/**
 * What a processor sees of the board that it sits on, and the other way round.
 */

/** A read that nothing answered. */
export const BUS_ERROR = -1;

/** Bytes of one access to a device. */
export type AccessSize = 1 | 2 | 4;

/** A part of the physical address space that is no memory. */
export interface Device {
  /**
   * Reads `size` bytes, aligned, at `offset` from the device's first address.
   * @returns the value, unsigned, in the low bits; BUS_ERROR if nothing answers.
   */
  read(offset: number, size: AccessSize): number;
  /** Writes the low `size` bytes of `value`. @returns false if nothing answers. */
  write(offset: number, size: AccessSize, value: number): boolean;
  /** Its whole state but for its events: plain data (numbers, strings, arrays, records, Uint8Array). */
  save(): unknown;
  /** @throws InputError when the state is not one that `save` returns. */
  restore(state: unknown): void;
}

/** The registers and memory of the processor, for firmware that runs on the host. */
export interface ProcessorAccess {
  /** General register `number` (0 to 31) as an unsigned number. */
  register(number: number): number;
  setRegister(number: number, value: number): void;
  /** Bytes at kseg0 or kseg1 addresses of memory; 0 where there is none. */
  loadByte(address: number): number;
  storeByte(address: number, value: number): void;
}

/** The console of a machine: a serial line. */
export interface ConsoleLine {
  /** Takes a byte that the guest has sent. */
  send(byte: number): void;
  /** The next byte typed, if there is one; it is then taken. */
  receive(): number | undefined;
  /** How many bytes `receive` could give now. */
  readonly waiting: number;
  /**
   * The guest waits, and nothing but its clock is going to happen: who types line by line types the
   * next one. @returns whether `receive` has more than before.
   */
  typeNext?(): boolean;
}

/** Everything of a board but its processor and main memory. */
export interface Board {
  /** Reads a physical address at which there is no main memory, as Device.read. */
  read(address: number, size: AccessSize): number;
  write(address: number, size: AccessSize, value: number): boolean;
  /** Interrupt lines that are active now, as bits 15:10 of Cause. */
  readonly interrupts: number;
  /** The firmware's read-only memory, and its physical address: a multiple of 4096 bytes. */
  readonly rom: { readonly address: number; readonly bytes: Uint8Array };
  /**
   * Runs firmware function `number`, for the reserved instruction by which code in the ROM asks for it.
   * @returns "wait" if it waits for input: the instruction is then executed again; "halt" if the machine stops.
   */
  firmware(number: number, processor: ProcessorAccess): "done" | "wait" | "halt";
  /** Sets what tells a new state of `interrupts`. */
  onInterrupts(changed: () => void): void;
  /** Says that input may have come for the console. */
  consoleInput(): void;
  /** Says that the guest waits for something to be typed. @returns whether something was. */
  askForInput(): boolean;
  /** Whether something typed waits to be received. */
  readonly hasInput: boolean;
  save(): unknown;
  restore(state: unknown): void;
}
