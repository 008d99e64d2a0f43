/** The model with an executable in its memory, to be compared with GXemul. */
import { RamBus } from "../model/bus.ts";
import { ModelProcessor } from "../model/processor.ts";
import type { ComparedProcessor, ComparedStep } from "./compare.ts";
import { loadElf } from "./load-elf.ts";
import type { NamedRegister } from "./trace.ts";

/** As much as GXemul's test machine has. */
const RAM_BYTES = 32 << 20;

export function modelUnderGxemul(elf: Uint8Array): ComparedProcessor {
  const bus = new RamBus([0, RAM_BYTES]);
  const cpu = new ModelProcessor(bus);
  cpu.pc = loadElf(elf, (address, bytes) => {
    for (const [index, byte] of bytes.entries()) bus.write((address % 0x20000000) + index, 1, byte);
  });
  return new ComparedModel(cpu, bus);
}

class ComparedModel implements ComparedProcessor {
  readonly #cpu: ModelProcessor;

  readonly #bus: RamBus;

  constructor(cpu: ModelProcessor, bus: RamBus) {
    this.#cpu = cpu;
    this.#bus = bus;
  }

  step(): ComparedStep {
    const { pc, word, exception, data } = this.#cpu.step();
    return { pc, word, exception: exception?.name, data: data[0] };
  }

  get pc(): number {
    return this.#cpu.pc;
  }

  general(register: number): number {
    return this.#cpu.newest(register);
  }

  named(register: NamedRegister): number {
    if (register === "hi" || register === "lo") return this.#cpu[register];
    return this.#cpu.cp0[register];
  }

  setGeneral(register: number, value: number): void {
    this.#cpu.registers[register] = value;
  }

  setNamed(register: NamedRegister, value: number): void {
    if (register === "hi" || register === "lo") this.#cpu[register] = value;
    else if (register === "cause") this.#cpu.cp0.cause = (value & ~0xfc00) >>> 0;
    else this.#cpu.cp0[register] = value;
  }

  setLines(lines: number): void {
    this.#bus.lines = lines;
  }
}
