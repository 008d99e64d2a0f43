/** Minimal programs for faults that random programs have found. */

import { createSimulator, preset } from "@mcpi/memsim";
import { expect, test } from "vitest";
import {
  Code,
  ENTRY_HI,
  ENTRY_LO,
  GP,
  INDEX,
  imm,
  Label,
  lui,
  mem,
  mtc0,
  nop,
  reg,
  S7,
  SP,
  STATUS_REGISTER,
  T0,
  T1,
  tlbwi,
  ZERO,
} from "../random/assembler.ts";
import { KERNEL_CODE, type RandomProgram } from "../random/layout.ts";
import { randomProgram } from "../random/program.ts";
import { modelOf } from "../random/run-model.ts";
import { differences, machineOf } from "./machines.ts";
import { StreamText } from "./stream.ts";

const DATA = 0x80060000;

function programOf(emit: (code: Code) => void): RandomProgram {
  const code = new Code(KERNEL_CODE);
  code.emit(mtc0(ZERO, STATUS_REGISTER), nop);
  emit(code);
  const end = code.label();
  code.branch("BEQ", ZERO, ZERO, end).emit(nop);
  const segments = [
    { address: KERNEL_CODE, words: code.finish() },
    { address: DATA, words: [0x01020304, 0x05060708] },
  ];
  return { segments, start: KERNEL_CODE, ready: KERNEL_CODE, end: end.address! };
}

/** A loop that is run often enough to be translated. */
function often(code: Code, ...words: readonly number[]): void {
  code.emit(imm("ORI", S7, ZERO, 100));
  const loop = code.label(new Label());
  code.emit(...words, imm("ADDIU", S7, S7, -1));
  code.branch("BGTZ", S7, ZERO, loop).emit(nop);
}

// docs/r3000.md, section 2: the first of two loads of a register is never written, so the
// instruction behind LWR, LWL reads what was there before both.
test("translator: the old value behind a pair of LWR and LWL", async () => {
  const program = programOf((code) => {
    code.loadAddress(GP, DATA);
    often(
      code,
      imm("ADDIU", T0, ZERO, 0x55),
      mem("LWR", T0, 1, GP),
      mem("LWL", T0, 4, GP),
      reg("ADDU", T1, T0, ZERO),
    );
  });
  const { cpu } = modelOf(program);
  while (cpu.pc !== program.end) cpu.step();
  expect(cpu.registers[T1]).toBe(0x55);
  const machine = machineOf(program, "translator");
  await machine.run({ instructions: cpu.retired });
  expect(differences(machine, cpu)).toEqual([]);
});

/** TLB entry `index`: that page is at physical DATA. */
const map = (index: number, page: number): number[] => [
  lui(T0, page >>> 16),
  mtc0(T0, ENTRY_HI),
  lui(T0, DATA >>> 16),
  imm("ORI", T0, T0, 0x700),
  lui(T1, 0x7fff),
  imm("ORI", T1, T1, 0xffff),
  reg("AND", T0, T0, T1),
  mtc0(T0, ENTRY_LO),
  imm("ORI", T0, ZERO, index << 8),
  mtc0(T0, INDEX),
  tlbwi,
];

// The stream must not depend on the engine: of a frame with two virtual addresses there was a MAP
// event when the maps of pages were asked anew, which the translator has them do more often.
test("translator: MAP events of a frame at two addresses", async () => {
  const program = programOf((code) => {
    code.emit(...map(8, 0x00400000), ...map(9, 0x00500000));
    code.emit(lui(GP, 0x0040), lui(SP, 0x0050), mem("SW", ZERO, 0, GP), mem("SW", ZERO, 0, SP));
    often(code, nop);
    code.emit(mem("SW", ZERO, 0, GP), nop);
  });
  const { cpu } = modelOf(program);
  while (cpu.pc !== program.end) cpu.step();
  const streams: string[][] = [];
  for (const engine of ["interpreter", "translator"] as const) {
    const machine = machineOf(program, engine);
    const stream = new StreamText();
    machine.attach({ consumers: [stream] });
    await machine.run({ instructions: cpu.retired });
    streams.push(stream.lines.filter((line) => line.startsWith("map ")));
  }
  expect(streams[1]).toEqual(streams[0]);
});

// docs/r3000.md, section 6: an instruction that raises an exception makes no reference, not even its
// fetch. Behind the 14309th instruction a load of user mode raises AdEL in code that has been
// translated; called inline, the memory system has one fetch miss more than by batches.
test("translator, inline: fetches around an exception in translated code", async () => {
  const program = randomProgram(5014, "full", 8);
  const rows: unknown[] = [];
  for (const consumers of [[], [{ consume: () => {} }]]) {
    const machine = machineOf(program, "translator");
    const { memory, end: origin } = machine.memory;
    const simulator = createSimulator(preset("ds5000-200"), machine.pages, {
      within: { memory, origin },
    });
    machine.attach({ coupled: simulator, consumers });
    await machine.run({ instructions: 14_310 });
    rows.push(simulator.rows());
  }
  expect(rows[0]).toEqual(rows[1]);
});
