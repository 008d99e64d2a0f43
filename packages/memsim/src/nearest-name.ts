/** The name of a list that a mistyped one was perhaps meant to be. */

/**
 * The nearest of `names` in single-letter changes, case apart: at most one change for every three
 * letters of `wrong`. Of equally near ones the first; undefined if none is near.
 */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.ceil(wrong.length / 3) + 1;
  for (const name of names) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/** Least number of letters to insert, drop or change that makes `a` into `b` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(
        Math.min(
          above[j] + 1,
          row[j - 1] + 1,
          above[j - 1] + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1),
        ),
      );
    above = row;
  }
  return above[b.length];
}
