/**
 * The time registers of the DS1287 / MC146818, as bytes in their own form.
 *
 * Ten bytes: second, its alarm, minute, its alarm, hour, its alarm, day of the week (1 Sunday), day
 * of the month, month, year within the century. Register B says whether they are binary (DM) or BCD,
 * and whether hours go to 24 or to 12 with bit 7 for the afternoon. Every fourth year has a 29th of
 * February. A byte that is no time counts as the greatest one (it wraps at the next carry).
 */

export const SECOND = 0;
export const MINUTE = 2;
export const HOUR = 4;
const WEEK_DAY = 6;
const DAY = 7;
const MONTH = 8;
const YEAR = 9;
/** Time and alarm bytes. */
export const TIME_BYTES = 10;

/** Bits of register B that say how times are written. */
export const BINARY = 0x04;
export const HOURS_24 = 0x02;

const AFTERNOON = 0x80;
/** An alarm byte with both bits set matches every time. */
const ANY = 0xc0;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function decode(byte: number, mode: number): number {
  return (mode & BINARY) !== 0 ? byte : 10 * (byte >>> 4) + (byte & 15);
}

function encode(value: number, mode: number): number {
  return (mode & BINARY) !== 0 ? value : (Math.floor(value / 10) << 4) | (value % 10);
}

function decodeHour(byte: number, mode: number): number {
  if ((mode & HOURS_24) !== 0) return decode(byte, mode);
  return (decode(byte & 0x7f, mode) % 12) + ((byte & AFTERNOON) !== 0 ? 12 : 0);
}

function encodeHour(hour: number, mode: number): number {
  if ((mode & HOURS_24) !== 0) return encode(hour, mode);
  return encode(hour % 12 === 0 ? 12 : hour % 12, mode) | (hour >= 12 ? AFTERNOON : 0);
}

/** Days of a month; 31 if it is none. */
function daysOf(month: number, year: number): number {
  return month === 2 && year % 4 === 0 ? 29 : (MONTH_DAYS[month - 1] ?? 31);
}

/**
 * Writes a date into the time registers.
 * @param seconds since the beginning of 1970 (UTC)
 * @param mode register B
 */
export function writeDate(registers: Uint8Array, seconds: number, mode: number): void {
  const date = new Date(1000 * seconds);
  registers[SECOND] = encode(date.getUTCSeconds(), mode);
  registers[MINUTE] = encode(date.getUTCMinutes(), mode);
  registers[HOUR] = encodeHour(date.getUTCHours(), mode);
  registers[WEEK_DAY] = encode(1 + date.getUTCDay(), mode);
  registers[DAY] = encode(date.getUTCDate(), mode);
  registers[MONTH] = encode(1 + date.getUTCMonth(), mode);
  registers[YEAR] = encode(date.getUTCFullYear() % 100, mode);
}

/** Moves the time registers one second on. */
export function advanceSecond(registers: Uint8Array, mode: number): void {
  const carry = (index: number, limit: number, first: number): boolean => {
    const next = decode(registers[index], mode) + 1;
    registers[index] = encode(next >= limit ? first : next, mode);
    return next >= limit;
  };
  if (!carry(SECOND, 60, 0) || !carry(MINUTE, 60, 0)) return;
  const hour = decodeHour(registers[HOUR], mode) + 1;
  registers[HOUR] = encodeHour(hour >= 24 ? 0 : hour, mode);
  if (hour < 24) return;
  carry(WEEK_DAY, 8, 1);
  const month = decode(registers[MONTH], mode);
  const year = decode(registers[YEAR], mode);
  if (carry(DAY, daysOf(month, year) + 1, 1) && carry(MONTH, 13, 1)) carry(YEAR, 100, 0);
}

/** Whether the alarm bytes match the time. */
export function alarmMatches(registers: Uint8Array): boolean {
  for (const index of [SECOND, MINUTE, HOUR]) {
    const alarm = registers[index + 1];
    if ((alarm & ANY) !== ANY && alarm !== registers[index]) return false;
  }
  return true;
}
