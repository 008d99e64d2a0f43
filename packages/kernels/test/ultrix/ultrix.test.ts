import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { guest, run, shell, toHalt } from "./support.ts";

const ROOT = fileURLToPath(new URL("../../guest/root", import.meta.url));
const MINUTE = 60_000;

test(
  "boots, runs the shell with pipes, files, wild cards, and halts with a whole file system",
  async () => {
    const { output, files } = await shell(
      `mkdir /tmp/d; cd /tmp/d
     for i in 1 2 3; do echo line $i > f$i; done
     cat f? | sed 's/line/LINE/' | tee all
     ls -l | sed 's/  */ /g' | sed 's/^\\([^ ]*\\) .* \\([^ ]*\\)$/\\1 \\2/'
     ln f1 again; ln -s f2 link; cat again link; rm f1
     if [ -f f1 ]; then echo there; else echo gone; fi
     (exit 3); echo status $?
     find . -type f -name 'f*' -print
     sort -r all | head -2 | tee top | grep -c LINE; cmp f2 all; wc -l < top`,
    );
    expect(output).toBe(
      [
        "LINE 1\nLINE 2\nLINE 3",
        "total 4\n-rw-r--r-- all\n-rw-r--r-- f1\n-rw-r--r-- f2\n-rw-r--r-- f3",
        "line 1\nline 2",
        "gone",
        "status 3",
        "./f2\n./f3",
        "2\nf2 all differ: char 1, line 1\n2",
        "",
      ].join("\n"),
    );
    expect(new TextDecoder().decode(files.readFile("/tmp/d/all"))).toBe("LINE 1\nLINE 2\nLINE 3\n");
    expect(files.readLink("/tmp/d/link")).toBe("f2");
  },
  MINUTE,
);

test(
  "the C library's checks pass in the guest",
  async () => {
    const { said } = await run(["/bin/libtest"]);
    expect(said).toMatch(/driver: \/bin\/libtest: 1 of 1 succeeded/);
  },
  MINUTE,
);

test(
  "sed's output on the workload is Debian's sed's",
  async () => {
    const sed = ["-f", "/workloads/sed/edit.sed", "/workloads/sed/input"];
    const { files } = await run(["-n", "3", "-o", "/tmp/out", "/bin/sed", ...sed]);
    const debian = spawnSync("sed", [
      "-f",
      `${ROOT}/workloads/sed/edit.sed`,
      `${ROOT}/workloads/sed/input`,
    ]);
    expect(debian.stdout.length).toBeGreaterThan(10_000);
    expect(Buffer.from(files.readFile("/tmp/out")).equals(debian.stdout)).toBe(true);
  },
  MINUTE,
);

describe("runs are the same to the cycle", () => {
  const program = ["/bin/sh", "-c", "echo a | sed s/a/b/; ls /bin | sed 3q; echo $?"];

  test(
    "with either engine",
    async () => {
      const runs = [];
      for (const engine of ["translator", "interpreter"] as const) {
        const { guest: one, said } = await run(program, { engine });
        runs.push({ said, cycles: one.machine.now, retired: one.machine.time.retired });
      }
      expect(runs[0]).toEqual(runs[1]);
    },
    2 * MINUTE,
  );

  test(
    "saved and restored in the middle",
    async () => {
      const init = ["/bin/driver", ...program];
      const whole = await guest({ init });
      await toHalt(whole);
      const first = await guest({ init });
      await first.machine.run({ instructions: Math.floor(whole.machine.time.retired * 0.8) });
      const state = first.machine.save();
      const second = await guest({ init });
      second.machine.restore(state, "state");
      await toHalt(second);
      expect(first.said() + second.said()).toBe(whole.said());
      expect(second.machine.now).toBe(whole.machine.now);
      expect(Buffer.compare(second.contents(), whole.contents())).toBe(0);
    },
    MINUTE,
  );
});

test(
  "what a first program can do wrong ends in a message, not in a crash",
  async () => {
    const one = await guest({ init: ["/bin/nothing"] });
    const stop = await one.machine.run({ cycles: 25_000_000 * 20 });
    expect(one.said()).toMatch(/init|nothing/);
    expect(["halt", "cycles"]).toContain(stop.why);
  },
  MINUTE,
);

test(
  "nothing that --strict forbids is executed, from power-on to halt",
  async () => {
    const { output } = await run(["/bin/echo", "strictly"], { strict: true });
    expect(output).toBe("strictly\n");
  },
  5 * MINUTE,
);
