/**
 * A string table of an ELF file: names that end in a zero byte.
 *
 * Names may overlap (one may be the end of another). A damaged file could make each of very many
 * names nearly as long as the file; so the names taken from a table may have 16 times its size in
 * all, and no more.
 */
import type { ByteReader } from "./byte-reader.ts";

const MOST_OVERLAP = 16;

export class StringTable {
  readonly #reader: ByteReader;
  readonly #start: number;
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #names = new Map<number, string>();
  #room: number;

  /** The table at `start`, of `size` bytes, which lie in the file. */
  constructor(reader: ByteReader, start: number, size: number) {
    this.#reader = reader;
    this.#start = start;
    this.#bytes = reader.bytes.subarray(start, start + size);
    this.#room = MOST_OVERLAP * size;
  }

  /**
   * The name at `offset` in the table.
   * @param field byte offset in the file of the field that holds `offset`, for errors
   * @throws InputError when the name does not begin or does not end in the table.
   */
  at(offset: number, field: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    if (offset === 0 && this.#bytes.length === 0) return "";
    if (offset >= this.#bytes.length)
      throw this.#reader.error(
        field,
        `a name is at ${offset} in its string table, which has ${this.#bytes.length} bytes`,
      );
    const end = this.#bytes.indexOf(0, offset);
    if (end < 0)
      throw this.#reader.error(
        this.#start + offset,
        "a name has no end; a zero byte was expected before the end of the string table",
      );
    this.#room -= end - offset;
    if (this.#room < 0)
      throw this.#reader.error(
        field,
        `the names overlap so much that they have more than ${MOST_OVERLAP} times the bytes of their string table`,
      );
    const name = this.#decoder.decode(this.#bytes.subarray(offset, end));
    this.#names.set(offset, name);
    return name;
  }
}
