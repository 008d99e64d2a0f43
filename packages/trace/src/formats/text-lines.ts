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
  /** Hexadecimal page numbers by page id. */
  readonly #pages: Uint8Array[] = [];

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

  /** The virtual address that a compact one stands for, in hexadecimal. */
  virtual(pages: PageDictionary, compact: number): void {
    this.#reserve();
    const page = (this.#pages[compact >>> PAGE_SHIFT] ??= digitsOf(pages, compact >>> PAGE_SHIFT));
    const bytes = this.#bytes;
    for (let at = 0; at < page.length; at++) bytes[this.#length++] = page[at];
    const offset = compact & PAGE_MASK;
    if (page.length > 0 || offset > 0xff) bytes[this.#length++] = DIGITS[offset >>> 8];
    if (page.length > 0 || offset > 0xf) bytes[this.#length++] = DIGITS[(offset >>> 4) & 0xf];
    bytes[this.#length++] = DIGITS[offset & 0xf];
  }

  /** What has been written, valid until more is. Begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
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

/** Hexadecimal digits of a page's number; none of page 0. */
function digitsOf(pages: PageDictionary, page: number): Uint8Array {
  const vpn = pages.vpn[page];
  return Uint8Array.from(vpn === 0 ? "" : vpn.toString(16), (digit) => digit.charCodeAt(0));
}
