/** The processor as firmware on the host sees it. */
import type { Processor } from "../r3000/processor.ts";
import { RAM, REGISTERS } from "../r3000/state.ts";
import type { ProcessorAccess } from "./board.ts";

const PHYSICAL = 0x1fffffff;

export function processorAccess(processor: () => Processor): ProcessorAccess {
  return {
    register: (number) => processor().register(number) >>> 0,
    setRegister: (number, value) => {
      if (number !== 0) processor().word(REGISTERS + 4 * number, value | 0);
    },
    loadByte: (address) => {
      const p = processor();
      const host = p.hostOf(address & PHYSICAL);
      return host < 0 ? 0 : p.memory.bytes[host];
    },
    storeByte: (address, value) => {
      const p = processor();
      const physical = address & PHYSICAL;
      const host = p.hostOf(physical);
      if (host < RAM) return;
      p.memory.bytes[host] = value;
      p.stored(physical >>> 12, physical & 0xfff);
    },
  };
}
