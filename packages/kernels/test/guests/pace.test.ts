/** A guest that keeps pace with the host: idle between ticks of its clock, it waits as long as they take. */
import { expect, test } from "vitest";
import { Pace } from "../../src/machine/pace.ts";
import { guest, openGuest, results } from "./support.ts";

test("interrupt-test waits for its ticks, and does what it does without", async () => {
  const { image } = await openGuest("interrupt-test");
  const begin = image.symbols.get("test_idle")!;
  const seen = [];
  for (const paced of [false, true]) {
    const made = await guest("interrupt-test", "translator", "none");
    const { machine } = made;
    machine.watch(begin.address);
    await machine.run();
    if (paced) machine.keepPace();
    const before = { cycle: machine.now, time: performance.now(), cpu: process.cpuUsage() };
    await machine.run();
    const simulated = ((machine.now - before.cycle) / machine.queue.hertz) * 1000;
    const passed = performance.now() - before.time;
    if (paced) {
      // Clocks are brought together as idling begins, and may be a moment apart.
      expect(passed).toBeGreaterThan(simulated - 150);
      expect(process.cpuUsage(before.cpu).user / 1000).toBeLessThan(passed);
    }
    seen.push(results(made));
  }
  expect(seen[1]).toEqual(seen[0]);
});

test("goes on with the host's clock; what comes apart begins anew", () => {
  let time = 5000;
  const pace = new Pace(1_000_000, () => time);
  pace.look(300);
  expect(pace.until).toBe(300);
  time += 10;
  pace.look(300);
  expect(pace.until).toBe(10_300);
  // The guest has executed in between, a little further than the host's clock.
  pace.look(12_000);
  expect(pace.until).toBe(12_000);
  time += 10;
  pace.look(12_000);
  expect(pace.until).toBe(20_300);
  // It has computed for a second.
  pace.look(1_020_000);
  expect(pace.until).toBe(1_020_000);
  time += 1;
  pace.look(1_020_000);
  expect(pace.until).toBe(1_021_000);
  // The debugger had it for an hour.
  time += 3_600_000;
  pace.look(1_021_000);
  expect(pace.until).toBe(1_021_000);
});
