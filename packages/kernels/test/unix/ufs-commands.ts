/** Random commands for files: the same few names again and again, so that they have to do with each other. */
import fc from "fast-check";

const NAMES = ["a", "b", "c", "d", `long-name-${"n".repeat(90)}`, `longer-${"m".repeat(240)}`];
const PARENTS = ["", "", "/x", "/y", "/x/z", "/y/w", "/a", "/x/z/v"];
const LINKS = ["s0", "s1", "s2"];

const name = fc.constantFrom(...NAMES, "x", "y", "z", "w", "v");
const path = fc
  .tuple(fc.constantFrom(...PARENTS), name)
  .map(([parent, leaf]) => `${parent}/${leaf}`);
/** Directories are found more often by names that only they have. */
const directory = fc.oneof(path, fc.constantFrom("/x", "/y", "/x/z", "/y/w", "/x/z/v"));
const link = fc
  .tuple(fc.constantFrom("", "/x", "/y"), fc.constantFrom(...LINKS))
  .map(([parent, leaf]) => `${parent}/${leaf}`);

/** Bytes: few, about a fragment, a block, the direct blocks, many. */
const bytes = fc.oneof(
  fc.integer({ min: 0, max: 3000 }),
  fc.constantFrom(512, 1023, 1024, 1025, 4096, 7168, 8191, 8192, 8193, 16384, 98304, 98305),
  fc.integer({ min: 0, max: 40_000 }),
);
const size = fc.oneof(
  { weight: 20, arbitrary: bytes },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 300_000 }) },
  // By two blocks of addresses.
  { weight: 1, arbitrary: fc.integer({ min: 16_800_000, max: 17_200_000 }) },
);
const seed = fc.nat(1000);

const text = (length: number): string => "target/".repeat(150).slice(0, length);

const two = <A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) => fc.tuple(a, b);
const anyCommand: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: path.map((p) => `create ${p}`) },
  {
    weight: 10,
    arbitrary: fc
      .tuple(path, size, bytes, seed, fc.constantFrom("", "", "", " append", " sync"))
      .map(([p, at, count, s, how]) => `write ${p} ${at} ${count} ${s}${how}`),
  },
  { weight: 3, arbitrary: two(path, size).map(([p, at]) => `truncate ${p} ${at}`) },
  {
    weight: 4,
    arbitrary: fc.tuple(path, size, bytes).map(([p, at, count]) => `read ${p} ${at} ${count}`),
  },
  { weight: 4, arbitrary: directory.map((p) => `mkdir ${p}`) },
  { weight: 2, arbitrary: directory.map((p) => `rmdir ${p}`) },
  { weight: 3, arbitrary: path.map((p) => `unlink ${p}`) },
  { weight: 2, arbitrary: two(path, path).map(([a, b]) => `link ${a} ${b}`) },
  { weight: 5, arbitrary: two(path, path).map(([a, b]) => `rename ${a} ${b}`) },
  { weight: 3, arbitrary: two(directory, directory).map(([a, b]) => `rename ${a} ${b}`) },
  {
    weight: 2,
    arbitrary: two(fc.constantFrom(1, 30, 59, 60, 61, 200, 1000), link).map(
      ([length, p]) => `symlink ${text(length)} ${p}`,
    ),
  },
  { weight: 1, arbitrary: link.map((p) => `unlink ${p}`) },
  { weight: 1, arbitrary: two(link, link).map(([a, b]) => `rename ${a} ${b}`) },
  { weight: 1, arbitrary: link.map((p) => `readlink ${p}`) },
  { weight: 3, arbitrary: path.map((p) => `stat ${p}`) },
  { weight: 1, arbitrary: path.map((p) => `hold ${p}`) },
  { weight: 1, arbitrary: fc.constantFrom("drop", "update", "sync") },
);

/** Commands, after a few that make what the others like to find. */
export const commands = (most: number): fc.Arbitrary<string[]> =>
  fc
    .array(anyCommand, { minLength: 1, maxLength: most, size: "max" })
    .map((list) => ["mkdir /x", "mkdir /y", "mkdir /x/z", "create /a", "create /x/b", ...list]);
