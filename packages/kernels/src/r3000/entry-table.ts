/**
 * Entry tables: for each code page that has run, a word an instruction.
 *
 * A word is positive where a translation begins (its place in the table of functions and the number
 * of the block there, see `entryWord`), else minus the times that the interpreter has come there
 * from elsewhere. Code that has been entered TRANSLATE_AFTER times is translated; what cannot be has
 * gone further below and stays there.
 */

/** The word of a place at which the engines must return before the instruction there, however often. */
export const WATCHED = -(2 ** 31);

/** Entries after which code is translated. */
export const TRANSLATE_AFTER = 16;

/** Blocks of one translation, as a shift. */
export const BLOCK_SHIFT = 8;

/** The word of block `block` of the function at `element` (from 0). */
export const entryWord = (element: number, block: number): number =>
  ((element + 1) << BLOCK_SHIFT) | block;
