/**
 * The option `--system-range start-end`: addresses whose instructions run in kernel mode, for
 * foreign traces, which do not say.
 *
 * Both are hexadecimal, with or without 0x, up to 64 bits, and addresses of pages; the end is the
 * first address behind the range. Without an end the range is open: it reaches to the last address.
 */
import type { SystemRange } from "../stream-builder.ts";
import { InputError } from "../trace-error.ts";
import { ADDRESS_LIMIT, offsetOf, pageOf } from "./address.ts";

/**
 * Reads the argument of `--system-range`.
 * @throws InputError when it is no range, or does not begin and end at a page.
 */
export function parseSystemRange(argument: string): SystemRange {
  const match = /^(?:0x)?([0-9a-f]+)-(?:(?:0x)?([0-9a-f]+))?$/i.exec(argument);
  if (match === null)
    throw new InputError(
      `--system-range ${argument}: start-end in hexadecimal was expected, as 80000000-c0000000 or 0xffff800000000000-`,
    );
  const start = BigInt(`0x${match[1]}`);
  const end = match[2] === undefined ? ADDRESS_LIMIT : BigInt(`0x${match[2]}`);
  for (const [what, address] of [
    ["start", start],
    ["end", end],
  ] as const) {
    if (address > ADDRESS_LIMIT)
      throw new InputError(`--system-range ${argument}: the ${what} has more than 64 bits`);
    if (offsetOf(address) !== 0)
      throw new InputError(
        `--system-range ${argument}: the ${what} is no multiple of 0x1000; a page's address was expected (the end is exclusive)`,
      );
  }
  if (end <= start)
    throw new InputError(
      `--system-range ${argument}: the range is empty; an end behind its start was expected`,
    );
  return { firstVpn: pageOf(start), lastVpn: pageOf(end) - 1 };
}
