/**
 * What all speeds are compared with: a branch-free direct-mapped tag loop in plain TypeScript, over
 * one Int32Array with one element a reference, 64 KB of 16-byte lines. It counts misses and nothing
 * else. An optimiser cannot do much better in this language, whatever the machine.
 */
const SETS = 4096;

/** Misses of a direct-mapped cache over line numbers. */
export function baseline(lines: Int32Array): number {
  const tags = new Int32Array(SETS).fill(-1);
  const mask = SETS - 1;
  let misses = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const set = line & mask;
    const difference = tags[set] ^ line;
    misses = (misses + ((difference | -difference) >>> 31)) | 0;
    tags[set] = line;
  }
  return misses;
}
