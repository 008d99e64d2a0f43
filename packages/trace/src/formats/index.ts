export { readDin } from "./din.ts";
export { type Input, inputFrom, openInput } from "./input.ts";
export { readLackey } from "./lackey.ts";
export type { ReadOptions } from "./text-source.ts";
