/**
 * What the model's processor sees of the machine around it: physical memory and interrupt lines.
 */
export interface ModelBus {
  /** The value at that physical address, unsigned; -1 is a bus error. */
  read(address: number, size: 1 | 2 | 4): number;
  /** Whether anything took the store; none raises an exception. */
  write(address: number, size: 1 | 2 | 4, value: number): boolean;
  /** The instruction at that physical address; -1 is a bus error. */
  fetch(address: number): number;
  /** Lines that are raised: bits 15:10 of Cause. */
  interrupts(): number;
}

/** Memory of several ranges, bus errors elsewhere, and lines that a test sets. */
export class RamBus implements ModelBus {
  readonly #ranges: { readonly start: number; readonly bytes: DataView }[];
  /** Bits 15:10 of Cause. */
  lines = 0;
  /** If given, says the lines instead. */
  linesNow: (() => number) | undefined;
  /** From this address on stores do nothing. */
  readOnlyFrom = Number.POSITIVE_INFINITY;

  constructor(...ranges: readonly (readonly [start: number, size: number])[]) {
    this.#ranges = ranges.map(([start, size]) => ({
      start,
      bytes: new DataView(new ArrayBuffer(size)),
    }));
  }

  read(address: number, size: 1 | 2 | 4): number {
    const place = this.#at(address);
    if (place === undefined) return -1;
    if (size === 1) return place.bytes.getUint8(place.offset);
    if (size === 2) return place.bytes.getUint16(place.offset, true);
    return place.bytes.getUint32(place.offset, true);
  }

  write(address: number, size: 1 | 2 | 4, value: number): boolean {
    const place = this.#at(address);
    if (place === undefined || address >= this.readOnlyFrom) return false;
    if (size === 1) place.bytes.setUint8(place.offset, value);
    else if (size === 2) place.bytes.setUint16(place.offset, value, true);
    else place.bytes.setUint32(place.offset, value, true);
    return true;
  }

  fetch(address: number): number {
    return this.read(address, 4);
  }

  interrupts(): number {
    return (this.linesNow?.() ?? this.lines) & 0xfc00;
  }

  /** Puts words at a physical address. */
  fill(address: number, words: readonly number[]): void {
    words.forEach((word, index) => {
      if (!this.write(address + 4 * index, 4, word))
        throw new RangeError(`no memory at ${(address + 4 * index).toString(16)}`);
    });
  }

  #at(address: number): { bytes: DataView; offset: number } | undefined {
    for (const { start, bytes } of this.#ranges)
      if (address >= start && address < start + bytes.byteLength)
        return { bytes, offset: address - start };
    return undefined;
  }
}
