/**
 * Functions from text in the style of `nm` (and of System.map and /proc/kallsyms): one symbol a
 * line, `address type name`, or `address size type name` as `nm -S` prints them.
 *
 * Address and size are hexadecimal, the type is nm's letter. Functions are the letters T t (text),
 * W w (weak) and i (indirect function); the others only say where a function without a size ends.
 * Lines without an address (undefined symbols), empty lines and lines that begin with # are left
 * out. A module in brackets after a tab (kallsyms) becomes the section's name. A function without a
 * size that no symbol follows reaches to the end of its 4 KiB page.
 */
import { PAGE_SIZE } from "../reference.ts";
import { InputError } from "../trace-error.ts";
import { ADDRESS_LIMIT } from "./address.ts";
import { type Claim, type OwnedRange, ownedRanges } from "./function-ranges.ts";

const SYMBOL =
  /^(?:0x)?([0-9a-f]{1,16})[ \t]+(?:(?:0x)?([0-9a-f]{2,16})[ \t]+)?([a-z?-])[ \t]+(\S.*)$/i;
const NO_ADDRESS = /^[ \t]+[Uwv][ \t]+\S/;
const FUNCTION_TYPES = "TtWwi";
/** Letters of symbols whose value is no address: absolute, debugging, undefined. */
const NO_ADDRESS_TYPES = "AaNU-";

/**
 * Disjoint ranges of the functions that `text` lists, by address.
 * @param name what errors call the text
 * @throws InputError with the line of whatever is no symbol, or when no function is in it.
 */
export function nmFunctions(text: string, name: string): OwnedRange[] {
  const claims: Claim[] = [];
  const bounds: bigint[] = [];
  let number = 0;
  for (const line of lines(text)) {
    number++;
    if (/^\s*(#|$)/.test(line) || NO_ADDRESS.test(line)) continue;
    const match = SYMBOL.exec(line);
    if (match === null)
      throw new InputError(
        `${name}: line ${number}: "${line.slice(0, 60)}" is no symbol; "address type name" or "address size type name" as nm prints them was expected`,
      );
    const [, address, size, type, rest] = match;
    const start = BigInt(`0x${address}`);
    if (NO_ADDRESS_TYPES.includes(type)) continue;
    if (!FUNCTION_TYPES.includes(type)) {
      bounds.push(start);
      continue;
    }
    const claim = newClaim(start, size === undefined ? 0n : BigInt(`0x${size}`), type, rest);
    if (claim.start + claim.size > ADDRESS_LIMIT)
      throw new InputError(
        `${name}: line ${number}: ${claim.name} would end beyond the last 64-bit address`,
      );
    claims.push(claim);
  }
  if (claims.length === 0)
    throw new InputError(
      `${name}: no function was found; lines as nm prints them, with type T or t, were expected`,
    );
  if (claims.length > 1 && claims.every((claim) => claim.start === 0n))
    throw new InputError(
      `${name}: every function has address 0; /proc/kallsyms, for one, shows addresses only to root`,
    );
  return ownedRanges(claims, bounds, []).map(endOfPage);
}

function newClaim(start: bigint, size: bigint, type: string, rest: string): Claim {
  const module = /^(.*\S)\t\[([^\]]+)\]\s*$/.exec(rest);
  return {
    name: module === null ? rest.trimEnd() : module[1],
    section: module === null ? "" : module[2],
    start,
    size,
    limit: ADDRESS_LIMIT,
    isFunction: true,
    isVisible: type !== "t",
  };
}

/** Ends the last function at its page where nothing else ends it. */
function endOfPage(range: OwnedRange): OwnedRange {
  if (range.end !== ADDRESS_LIMIT || ("size" in range.owner && range.owner.size > 0n)) return range;
  return { ...range, end: (range.start / BigInt(PAGE_SIZE) + 1n) * BigInt(PAGE_SIZE) };
}

function* lines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    if (end < 0) {
      yield text.slice(start);
      return;
    }
    yield text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
    start = end + 1;
  }
}
