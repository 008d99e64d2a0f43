/**
 * One line of the DC7085, sending: a holding register and a shift register.
 *
 * Rules (DC7085 data sheet; the DZ11 of which it is the single-chip form):
 * - A byte written goes into the holding register, and from there into the shift register as soon as
 *   that is empty. The line is ready while the holding register is empty.
 * - A character takes its start bit, 5 to 8 data bits, the parity bit if there is one, and one stop
 *   bit, or two (one and a half with 5 data bits), at the line's speed: ten bits for 8 bits without
 *   parity. It has arrived at the other end when its time is over.
 * - A change of the line's parameters counts from the next character on.
 */
import type { Clock, QueueEvent } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";

/** Bits a second by the four-bit code of the line parameter register; code 15 by CSR bit 8 of the board. */
const SPEEDS = [
  50, 75, 110, 134.5, 150, 300, 600, 1200, 1800, 2000, 2400, 3600, 4800, 7200, 9600, 19200,
];
const FASTEST = 38400;

/** No byte in a register. */
const EMPTY = -1;

/**
 * Cycles that a character takes.
 * @param parameters line parameter register: 11:8 speed, 6 parity, 5 two stop bits, 4:3 length - 5
 * @param fast whether speed code 15 means 38400 bits a second
 */
export function characterCycles(parameters: number, hertz: number, fast: boolean): number {
  const code = (parameters >>> 8) & 15;
  const speed = code === 15 && fast ? FASTEST : SPEEDS[code];
  const length = 5 + ((parameters >>> 3) & 3);
  const parity = (parameters >>> 6) & 1;
  const stop = (parameters & 0x20) === 0 ? 1 : length === 5 ? 1.5 : 2;
  return Math.ceil(((1 + length + parity + stop) * hertz) / speed);
}

export class DzTransmitter {
  /** What was written last to the line parameter register for this line. */
  parameters: number;
  readonly #clock: Clock;
  readonly #event: QueueEvent;
  readonly #sent: (byte: number) => void;
  readonly #fast: () => boolean;
  #holding = EMPTY;
  #shifting = EMPTY;

  /**
   * @param sent takes a byte that has been sent in full, after which the line may be ready again
   * @param fast tells whether speed code 15 means 38400
   */
  constructor(
    clock: Clock,
    line: number,
    parameters: number,
    sent: (byte: number) => void,
    fast: () => boolean,
  ) {
    this.#clock = clock;
    this.parameters = parameters;
    this.#sent = sent;
    this.#fast = fast;
    this.#event = clock.event(`dz.transmit${line}`, () => this.#complete());
  }

  get ready(): boolean {
    return this.#holding === EMPTY;
  }

  /** Cycles of one character with the present parameters. */
  get characterCycles(): number {
    return characterCycles(this.parameters, this.#clock.hertz, this.#fast());
  }

  /** Takes a byte; one still in the holding register is lost. */
  write(byte: number): void {
    this.#holding = byte;
    if (this.#shifting === EMPTY) this.#shift();
  }

  /** Forgets what is in the registers. */
  clear(): void {
    this.#holding = EMPTY;
    this.#shifting = EMPTY;
    this.#event.cancel();
  }

  save(): unknown {
    return { parameters: this.parameters, holding: this.#holding, shifting: this.#shifting };
  }

  restore(state: unknown, where: string): void {
    const fields = new SavedFields(state, where);
    this.parameters = fields.whole("parameters", 0, 0xffff);
    this.#holding = fields.whole("holding", EMPTY, 255);
    this.#shifting = fields.whole("shifting", EMPTY, 255);
  }

  #shift(): void {
    this.#shifting = this.#holding;
    this.#holding = EMPTY;
    this.#event.at(this.#clock.now + this.characterCycles);
  }

  #complete(): void {
    const byte = this.#shifting;
    this.#shifting = EMPTY;
    if (this.#holding !== EMPTY) this.#shift();
    if (byte !== EMPTY) this.#sent(byte);
  }
}
