/**
 * Idling: where a guest waits in a function that its manifest names, simulated time passes without
 * instructions, and the memory system counts it apart.
 */
import { expect, test } from "vitest";
import { ENGINES, guest, openGuest } from "./support.ts";

const TICKS = 32;
/** At 64 Hz and 25 MHz. */
const CYCLES_A_TICK = 25_000_000 / 64;

test("interrupt-test waits for ticks", async () => {
  const { image } = await openGuest("interrupt-test");
  const begin = image.symbols.get("test_idle");
  expect(begin).toBeDefined();
  const seen = [];
  for (const engine of ENGINES)
    for (const use of ["none", "inline", "batches"] as const) {
      const { machine, simulator } = await guest("interrupt-test", engine, use);
      machine.watch(begin!.address);
      expect(await machine.run()).toEqual({ why: "watch", pc: begin!.address });
      const { now } = machine;
      const { retired } = machine.time;
      const idle = simulator?.idleCycles ?? 0;
      expect(await machine.run()).toEqual({ why: "halt" });
      const passed = {
        cycles: machine.now - now,
        retired: machine.time.retired - retired,
        idle: simulator && simulator.idleCycles - idle,
      };
      const what = `${engine}, ${use}`;
      expect(Math.floor(passed.cycles / CYCLES_A_TICK), what).toBe(TICKS);
      // A tick's handler, the check of it, and a few turns of the loop.
      expect(passed.retired, what).toBeLessThan(TICKS * 500);
      if (passed.idle !== undefined)
        expect(passed.cycles - passed.idle, what).toBeLessThan(TICKS * 1500);
      if (use !== "none") seen.push(passed);
    }
  for (const passed of seen) expect(passed).toEqual(seen[0]);
});

test("disk-test waits for the disk", async () => {
  const seen = [];
  for (const engine of ENGINES)
    for (const use of ["inline", "batches"] as const) {
      const { machine, simulator } = await guest("disk-test", engine, use);
      await machine.run();
      const { retired } = machine.time;
      const { idleCycles } = simulator!;
      // A disk is slow: most of the time is waiting.
      expect(idleCycles / machine.now, `${engine}, ${use}`).toBeGreaterThan(0.5);
      expect(retired, `${engine}, ${use}`).toBeLessThan(machine.now / 4);
      seen.push({ cycles: machine.now, retired, idleCycles });
    }
  for (const each of seen) expect(each).toEqual(seen[0]);
});
