/** Lines of ASCII text in the making. */
import type { PageDictionary } from "../page-dictionary.ts";
import { PAGE_MASK, PAGE_SHIFT } from "../reference.ts";

const LF = 0x0a;
/** Bytes that one item (a word, a number) can have at most. */
const ROOM = 64;
const DIGITS: readonly number[] = [..."0123456789abcdef"].map((digit) => digit.charCodeAt(0));

export class TextLines {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  /** Hexadecimal page and frame numbers by page id. */
  readonly #pages: Uint8Array[] = [];
  readonly #frames: Uint8Array[] = [];

  /** One character. */
  character(code: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = code;
  }

  endLine(): void {
    this.character(LF);
  }

  /** ASCII text, ROOM characters or fewer. */
  text(text: string): void {
    this.#reserve();
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at);
  }

  /** The same of text that is written again and again: its characters. */
  characters(codes: Uint8Array): void {
    this.#reserve();
    for (let at = 0; at < codes.length; at++) this.#bytes[this.#length++] = codes[at];
  }

  /** A whole number of 0 to 2^32 - 1 in decimal (base 10) or hexadecimal (16). */
  number(value: number, base: 10 | 16): void {
    this.#reserve();
    let end = this.#length + 1;
    for (let rest = value; rest >= base; rest /= base) end++;
    this.#length = end;
    for (let rest = value; ; ) {
      const higher = Math.floor(rest / base);
      this.#bytes[--end] = DIGITS[rest - base * higher];
      if (higher === 0) return;
      rest = higher;
    }
  }

  /** The virtual address that a compact one stands for, in hexadecimal. */
  virtual(pages: PageDictionary, compact: number): void {
    const page = compact >>> PAGE_SHIFT;
    this.#address((this.#pages[page] ??= digitsOf(pages.vpn[page])), compact & PAGE_MASK);
  }

  /** The physical address, which must be known, in hexadecimal. */
  physical(pages: PageDictionary, compact: number): void {
    const page = compact >>> PAGE_SHIFT;
    this.#address((this.#frames[page] ??= digitsOf(pages.frame[page])), compact & PAGE_MASK);
  }

  /** What has been written, valid until more is. Begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** A page's number, then the offset in it. */
  #address(page: Uint8Array, offset: number): void {
    this.characters(page);
    const bytes = this.#bytes;
    if (page.length > 0 || offset > 0xff) bytes[this.#length++] = DIGITS[offset >>> 8];
    if (page.length > 0 || offset > 0xf) bytes[this.#length++] = DIGITS[(offset >>> 4) & 0xf];
    bytes[this.#length++] = DIGITS[offset & 0xf];
  }

  #reserve(): void {
    if (this.#length + ROOM > this.#bytes.length) this.#grow();
  }

  #grow(): void {
    const grown = new Uint8Array(2 * this.#bytes.length);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Hexadecimal digits of a page's number; none of 0. */
function digitsOf(number: number): Uint8Array {
  return asciiCodes(number === 0 ? "" : number.toString(16));
}

/** The characters of ASCII text. */
export function asciiCodes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
