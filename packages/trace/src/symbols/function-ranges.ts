/**
 * Which function owns which addresses, where the symbols of a file overlap or lack a size.
 *
 * Rules, in this order:
 * 1. A symbol with a size owns its bytes. Of several that cover an address the one that begins last
 *    owns it (the inner of two nested functions), of several that begin together the best alias.
 * 2. A symbol without a size that lies in no symbol with one reaches to the next symbol or to the
 *    end of its section, whichever comes first. One that lies in a symbol with a size is a label in
 *    it, and owns nothing.
 * 3. What is left of the executable sections belongs to the section itself.
 *
 * The best alias: a function before a plain label, a global or weak name before a local one, then
 * the name with the fewest leading underscores, the shortest, the first in code unit order.
 */

/** A symbol that may own addresses. */
export interface Claim {
  readonly name: string;
  readonly section: string;
  readonly start: bigint;
  /** Bytes; 0 if the symbol has no size. */
  readonly size: bigint;
  /** A symbol without a size ends here at the latest. */
  readonly limit: bigint;
  /** Is marked as a function, not a plain label. */
  readonly isFunction: boolean;
  /** Is global or weak, not local. */
  readonly isVisible: boolean;
}

/** A part of the file that holds code, with or without symbols. */
export interface Area {
  readonly name: string;
  readonly section: string;
  readonly start: bigint;
  readonly end: bigint;
}

/** Addresses [start, end) and who owns them. */
export interface OwnedRange {
  readonly start: bigint;
  readonly end: bigint;
  readonly owner: Claim | Area;
}

/**
 * Disjoint ranges, by address, that follow from the claims by the rules above.
 * @param claims in any order; the result does not depend on it
 * @param bounds addresses of symbols that are no functions; they end a function without a size
 * @param areas what of these no claim owns belongs to the area (the first of them, by address)
 */
export function ownedRanges(
  claims: readonly Claim[],
  bounds: readonly bigint[],
  areas: readonly Area[],
): OwnedRange[] {
  const sized = claims.filter((claim) => claim.size > 0n).sort(byStartBestLast);
  const unsized = claims.filter((claim) => claim.size === 0n).sort(byStartBestLast);
  const owned = sweep(sized);
  const starts = [...bounds, ...claims.map((claim) => claim.start)].sort(compare);
  const filled = [...owned, ...extend(unsized, starts, owned)].sort((a, b) =>
    compare(a.start, b.start),
  );
  return [...filled, ...remainders(areas, filled)].sort((a, b) => compare(a.start, b.start));
}

const compare = <T extends bigint | number | string>(a: T, b: T): number =>
  a < b ? -1 : a > b ? 1 : 0;

function byStartBestLast(a: Claim, b: Claim): number {
  return (
    compare(a.start, b.start) ||
    compare(Number(a.isFunction), Number(b.isFunction)) ||
    compare(Number(a.isVisible), Number(b.isVisible)) ||
    compare(underscores(b.name), underscores(a.name)) ||
    compare(b.name.length, a.name.length) ||
    compare(b.name, a.name) ||
    compare(b.size, a.size)
  );
}

function underscores(name: string): number {
  let count = 0;
  while (name[count] === "_") count++;
  return count;
}

/** Rule 1. `claims` by start, the best of equal starts last. */
function sweep(claims: readonly Claim[]): OwnedRange[] {
  const ranges: OwnedRange[] = [];
  // Claims that may cover the cursor; the last one owns it.
  const open: Claim[] = [];
  let cursor = 0n;
  const advance = (to: bigint | undefined): void => {
    while (open.length > 0 && (to === undefined || cursor < to)) {
      const owner = open[open.length - 1];
      const ends = owner.start + owner.size;
      if (ends <= cursor) {
        open.pop();
        continue;
      }
      const end = to === undefined || ends < to ? ends : to;
      ranges.push({ start: cursor, end, owner });
      cursor = end;
    }
  };
  for (const claim of claims) {
    advance(claim.start);
    cursor = claim.start;
    open.push(claim);
  }
  advance(undefined);
  return ranges;
}

/**
 * Rule 2. `claims` by start, the best of equal starts last; `starts` sorted; `owned` by start.
 */
function extend(
  claims: readonly Claim[],
  starts: readonly bigint[],
  owned: readonly OwnedRange[],
): OwnedRange[] {
  const ranges: OwnedRange[] = [];
  let next = 0;
  let range = 0;
  for (let i = 0; i < claims.length; i++) {
    const owner = claims[i];
    const { start } = owner;
    if (claims[i + 1]?.start === start) continue;
    while (range < owned.length && owned[range].end <= start) range++;
    if (range < owned.length && owned[range].start <= start) continue;
    while (next < starts.length && starts[next] <= start) next++;
    const end = next < starts.length && starts[next] < owner.limit ? starts[next] : owner.limit;
    if (end > start) ranges.push({ start, end, owner });
  }
  return ranges;
}

/**
 * What of the areas lies in none of the ranges `owned`, which are disjoint and by address (rule 3).
 * Where areas overlap, the first of them has it.
 */
export function remainders(
  areas: readonly Area[],
  owned: readonly { readonly start: bigint; readonly end: bigint }[],
): OwnedRange[] {
  const ranges: OwnedRange[] = [];
  let cursor = 0n;
  let range = 0;
  for (const area of [...areas].sort((a, b) => compare(a.start, b.start))) {
    if (area.start > cursor) cursor = area.start;
    while (cursor < area.end) {
      while (range < owned.length && owned[range].end <= cursor) range++;
      const next = range < owned.length ? owned[range] : undefined;
      if (next !== undefined && next.start <= cursor) {
        cursor = next.end;
        continue;
      }
      const end = next !== undefined && next.start < area.end ? next.start : area.end;
      ranges.push({ start: cursor, end, owner: area });
      cursor = end;
    }
  }
  return ranges;
}
