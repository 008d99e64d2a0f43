/**
 * Checked reads from the bytes of a file, in the file's byte order and address width.
 *
 * Every read says which field it is after, so that a file that ends too soon is refused with the
 * byte offset and the name of what was expected there.
 */
import { InputError } from "../trace-error.ts";

export class ByteReader {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  /** Whether addresses and offsets have 8 bytes, not 4. */
  readonly wide: boolean;
  readonly #view: DataView;

  /** Reads `bytes` of the file that errors call `name`. */
  constructor(name: string, bytes: Uint8Array, littleEndian: boolean, wide: boolean) {
    this.name = name;
    this.bytes = bytes;
    this.littleEndian = littleEndian;
    this.wide = wide;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(offset: number, what: string): number {
    this.#need(offset, 1, what);
    return this.#view.getUint8(offset);
  }

  u16(offset: number, what: string): number {
    this.#need(offset, 2, what);
    return this.#view.getUint16(offset, this.littleEndian);
  }

  u32(offset: number, what: string): number {
    this.#need(offset, 4, what);
    return this.#view.getUint32(offset, this.littleEndian);
  }

  /** An address, or another number of the file's width. */
  word(offset: number, what: string): bigint {
    if (!this.wide) return BigInt(this.u32(offset, what));
    this.#need(offset, 8, what);
    return this.#view.getBigUint64(offset, this.littleEndian);
  }

  /**
   * A file offset or a size in the file, of the file's width. Beyond 2^53 it is rounded, which does
   * not matter: that lies beyond any file, as `extent` then says.
   */
  offset(offset: number, what: string): number {
    return Number(this.word(offset, what));
  }

  /**
   * Refuses a part that does not lie in the file.
   * @param field byte offset of the field that says where the part is, for the message
   * @param what name of the part, with its article
   */
  extent(start: number, size: number, field: number, what: string): void {
    if (start + size <= this.bytes.length) return;
    throw this.error(
      field,
      `${what} (${size} bytes at byte ${start}) does not lie in the file, which has ${this.bytes.length} bytes`,
    );
  }

  /** An error about the byte at `offset`. */
  error(offset: number, message: string): InputError {
    return new InputError(`${this.name}: byte ${offset}: ${message}`);
  }

  #need(offset: number, size: number, what: string): void {
    if (offset + size <= this.bytes.length) return;
    throw this.error(
      offset,
      `the file ends at byte ${this.bytes.length}; ${what} (${size} bytes) was expected`,
    );
  }
}
