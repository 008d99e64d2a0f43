/**
 * The suite of tests of a UNIX (guest/apps/suite, the same program as under the Ultrix-style kernel) on
 * the Mach-style system: the quick groups; all of it, the slow tests, too, if MCPI_FUZZ asks for a long
 * run. Then the power goes, and programs use the kernel behind the server's back.
 */
import { checkFileSystem, makeFileSystem } from "@mcpi/kernels";
import { beforeAll, describe, expect, test } from "vitest";
import { guest, run } from "../ultrix/support.ts";
import { buildMach, guestProgram, type MachSystem, whyNot } from "./support.ts";

const MINUTE = 60_000;
const IS_LONG = process.env.MCPI_FUZZ !== undefined;
/** Of the machine's time. */
const SECONDS = IS_LONG ? 8000 : 1000;
const SEEDS = IS_LONG ? 20 : 1;
const CUTS = IS_LONG ? 200 : 4;

/** Tests that do not pass, and why: findings about this structure. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  vfork_lends: "a child of vfork is a task of its own, with a copy of its parent's memory",
  vfork_waits: "its parent waits, but does not see what the child has written",
  wrong_numbers: "negative numbers are the kernel's own traps, not system calls that fail",
};
const QUICK = ["files", "descriptors", "processes", "signals", "pipes", "memory", "terminal"];

/** Of the hostile programs, in their order. */
const ENDS = `unmaps the library: signal 11
unmaps it, catches signals: signal 11
unmaps its data: signal 11
spoils its data: signal 9
loops in it: signal 9
unmaps everything: signal 11
ends its task: signal 9
suspends its task: signal 9
waits in the kernel: signal 9
ends, with a child: signal 9
takes ports: exit 1
takes memory: signal 9
begins a set-user-id program: exit 7
sends messages: exit 1
the system goes on
`;

const why = whyNot();

describe.skipIf(why !== undefined)(`UNIX on Mach${why ? `; ${why}` : ""}`, () => {
  let system: MachSystem;

  beforeAll(async () => {
    const hostile = { name: "hostile", description: "", sources: ["mach/test/hostile"] };
    system = await buildMach([guestProgram("suite"), hostile]);
  }, 5 * MINUTE);

  test(
    IS_LONG ? "all of the suite, the slow tests, too" : `the suite: ${QUICK.join(", ")}`,
    async () => {
      const second = makeFileSystem({ type: "directory", entries: {} });
      const without = Object.keys(LEFT_OUT).flatMap((name) => ["-x", name]);
      const { output } = await run(["/bin/suite", ...without, ...(IS_LONG ? ["-s"] : QUICK)], {
        ...system,
        second,
        seconds: SECONDS,
      });
      expect(output.match(/^(FAILED|driver:) .*/gm) ?? []).toEqual([]);
      expect(output).toMatch(/^suite: \d+ passed, 0 failed, 0 skipped$/m);
    },
    (IS_LONG ? 60 : 10) * MINUTE,
  );

  test.each(Array.from({ length: SEEDS }, (_, i) => i + 1))(
    "programs that use the kernel themselves: seed %i",
    async (seed) => {
      const program = ["/bin/hostile", "-s", `${seed}`, "-n", IS_LONG ? "60" : "10"];
      const { output } = await run(program, { ...system, seconds: SECONDS });
      expect(output.slice(output.indexOf("unmaps"))).toBe(ENDS);
    },
    5 * MINUTE,
  );

  test(`sed's workload is edited as under the Ultrix-style kernel`, async () => {
    const sed = ["-f", "/workloads/sed/edit.sed", "/workloads/sed/input"];
    const program = ["-o", "/tmp/out", "/bin/sed", ...sed];
    const mach = await run(program, system);
    const ultrix = await run(program);
    expect(mach.files.readFile("/tmp/out")).toEqual(ultrix.files.readFile("/tmp/out"));
  });

  test(
    `${CUTS} power cuts`,
    async () => {
      const script = `cd /tmp; for i in 1 2 3; do
        mkdir d$i; cat /bin/sed > d$i/big; cp /etc/passwd d$i/b; mv d$i/b d$i/c; ln -s c d$i/short
        sync; sync; sleep 1; echo "synced $i"; rm d$i/c; mkdir d$i/inner; rm -r d$i/inner
      done`;
      const init = ["/bin/driver", "/bin/sh", "-c", script];
      const whole = await run(init.slice(1), system);
      const all = whole.guest.machine.time.retired;
      const one = await guest({ init, ...system });
      for (let cut = 1; cut <= CUTS; cut++) {
        await one.machine.run({ instructions: Math.floor(all * (0.25 + (0.7 * cut) / CUTS)) });
        const { findings, onlyExpected } = checkFileSystem(one.contents(), { repair: true });
        expect({ cut, unexpected: findings.filter((finding) => !finding.expected) }).toEqual({
          cut,
          unexpected: [],
        });
        expect(onlyExpected).toBe(true);
      }
    },
    10 * MINUTE,
  );
});
