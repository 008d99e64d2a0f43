/**
 * A text that is the same everywhere: input for the programs whose traces are fixtures.
 *
 * Words come from a fixed list, the earlier ones more often, as in real text; lines have different
 * lengths and now and then a number.
 */
const WORDS = (
  "the of a to and in is it cache that line for as with memory on are by miss this be at an which " +
  "from or not system kernel when its write can store page one buffer address has each no trap two " +
  "space more than time read all process other into only but instruction if same so data they set " +
  "user then where between size after first cycle may code before most been hit will under while " +
  "machine block reference number these their any program every call server there bit large small " +
  "way must path table word new return next handler through fetch frame stall file last conflict " +
  "interrupt associative physical virtual capacity copy entry message short long order second three " +
  "direct mapped index library lookup refill register replaced request routine running scheduler " +
  "sequence service shared signal simple single stack state still structure task tag thread trace " +
  "translation trap unmapped update used value victim wait window wired workload"
).split(" ");

/** `lines` lines of text; the same `seed` (1 to 2^31 - 1) gives the same text. */
export function seededText(lines: number, seed: number): string {
  let state = seed;
  // Park and Miller's minimal standard generator (CACM 31:10, 1988).
  const below = (limit: number): number => {
    state = (state * 16807) % 2147483647;
    return state % limit;
  };
  const line = (): string => {
    const words = Array.from({ length: 5 + below(11) }, () => {
      if (below(40) === 0) return String(below(100_000));
      return WORDS[Math.min(below(WORDS.length), below(WORDS.length))];
    });
    return `${words.join(" ")}\n`;
  };
  return Array.from({ length: lines }, line).join("");
}
