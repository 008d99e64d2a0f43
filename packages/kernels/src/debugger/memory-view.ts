/**
 * Memory as the processor would see it now, looked at without anything happening: no exception, no
 * reference, no count. Devices are not read: that would change them.
 */
import { InputError } from "@mcpi/trace";
import { VALID, VPN } from "../r3000/cp0.ts";
import { hex8 } from "../r3000/disassemble.ts";
import type { Processor } from "../r3000/processor.ts";
import { RAM } from "../r3000/state.ts";
import { NO_ENTRY } from "../r3000/tlb.ts";

export class MemoryView {
  readonly #processor: () => Processor;

  /** @param processor the machine's, asked for anew each time */
  constructor(processor: () => Processor) {
    this.#processor = processor;
  }

  /**
   * The word at an address, unsigned.
   * @throws InputError when the address is no multiple of 4, no page is mapped there, or it is no memory.
   */
  word(address: number): number {
    return this.#processor().word(this.#host(address).host) >>> 0;
  }

  /** The same; undefined where there is none. */
  wordIf(address: number): number | undefined {
    try {
      return this.word(address);
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  /** Writes a word; a translation of it is forgotten. @throws InputError as `word`, and for the ROM. */
  setWord(address: number, value: number): void {
    const p = this.#processor();
    const { host, physical } = this.#host(address);
    if (host < RAM) throw new InputError(`${hex8(address)}: read-only memory`);
    p.word(host, value | 0);
    p.stored(physical >>> 12, physical & 0xfff);
  }

  #host(address: number): { host: number; physical: number } {
    if (address % 4 !== 0) throw new InputError(`${hex8(address)}: is no multiple of 4`);
    const p = this.#processor();
    const physical = physicalOf(p, address);
    if (physical === undefined)
      throw new InputError(`${hex8(address)}: the TLB maps no page there`);
    const host = p.hostOf(physical);
    if (host < 0)
      throw new InputError(`${hex8(address)}: physical address ${hex8(physical)} is no memory`);
    return { host, physical };
  }
}

/** Physical address of a virtual one, by the TLB as it is; undefined if no valid entry maps it. */
export function physicalOf(p: Processor, address: number): number | undefined {
  const segment = address >>> 29;
  if (segment === 4 || segment === 5) return address & 0x1fffffff;
  const found = p.tlb.find(address, p.entryHigh);
  if (found === NO_ENTRY || (p.tlb.low[found] & VALID) === 0) return undefined;
  return ((p.tlb.low[found] & VPN) | (address & 0xfff)) >>> 0;
}
