/**
 * Names of the SCSI bus (ANSI X3.131-1986 and SCSI-2): phases, messages, status bytes, sense.
 */

/** Bus phases, as the lines MSG, C/D and I/O in bits 2, 1 and 0. */
export const DATA_OUT = 0;
export const DATA_IN = 1;
export const COMMAND = 2;
export const STATUS = 3;
export const MESSAGE_OUT = 6;
export const MESSAGE_IN = 7;
/** No phase: the target has let go of the bus. */
export const BUS_FREE = -1;

/** Phases in which bytes go to the initiator have I/O set. */
export const isInput = (phase: number): boolean => (phase & 1) !== 0;

export const COMMAND_COMPLETE = 0x00;
export const EXTENDED_MESSAGE = 0x01;
export const ABORT = 0x06;
export const MESSAGE_REJECT = 0x07;
export const BUS_DEVICE_RESET = 0x0c;
/** First of the IDENTIFY messages; the logical unit in bits 2:0. */
export const IDENTIFY = 0x80;
export const SYNCHRONOUS_TRANSFER = 0x01;
/** Two-byte messages. */
export const FIRST_TWO_BYTE = 0x20;
export const LAST_TWO_BYTE = 0x2f;

export const GOOD = 0x00;
export const CHECK_CONDITION = 0x02;

/** Sense keys. */
export const NO_SENSE = 0;
export const NOT_READY = 2;
export const ILLEGAL_REQUEST = 5;
export const UNIT_ATTENTION = 6;

/** Additional sense codes. */
export const ASC_NONE = 0x00;
export const ASC_NOT_READY = 0x04;
export const ASC_BAD_COMMAND = 0x20;
export const ASC_BAD_BLOCK = 0x21;
export const ASC_BAD_FIELD = 0x24;
export const ASC_BAD_UNIT = 0x25;
export const ASC_RESET = 0x29;

/** Length of a command by the group in bits 7:5 of its first byte; vendor's groups as group 0. */
export function commandLength(operation: number): number {
  return [6, 10, 10, 6, 6, 12, 6, 10][operation >>> 5];
}
