/**
 * Addresses by name, and names by address.
 */
import { NO_FUNCTION, PAGE_MASK, PAGE_SHIFT } from "@mcpi/trace";
import type { Image } from "../image/image.ts";
import { hex8 } from "../r3000/disassemble.ts";

/** A function, and how far behind its first byte an address lies. */
export interface Place {
  readonly name: string;
  readonly start: number;
  readonly offset: number;
}

export class SymbolNames {
  readonly #image: Pick<Image, "functions" | "symbols">;

  constructor(image: Pick<Image, "functions" | "symbols">) {
    this.#image = image;
  }

  /** The function that owns an address; undefined if none does. */
  place(address: number): Place | undefined {
    const { functions } = this.#image;
    const unsigned = address >>> 0;
    const number = functions.functionAt(unsigned >>> PAGE_SHIFT, unsigned & PAGE_MASK);
    if (number === NO_FUNCTION) return undefined;
    const { name, address: start } = functions.functions[number];
    return { name, start: Number(start), offset: unsigned - Number(start) };
  }

  /** `80030040 <main+0x10>`, or digits alone. */
  of(address: number): string {
    const place = this.place(address);
    return place === undefined ? hex8(address) : `${hex8(address)} <${placeText(place)}>`;
  }

  /** Address of a symbol; undefined if there is none of that name. */
  address(name: string): number | undefined {
    return this.#image.symbols.get(name)?.address;
  }
}

/** `main+0x10` */
export function placeText({ name, offset }: Place): string {
  return offset === 0 ? name : `${name}+0x${offset.toString(16)}`;
}
