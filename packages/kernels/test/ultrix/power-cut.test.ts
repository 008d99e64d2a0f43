/**
 * The power goes at an arbitrary instruction: what the guest had synced is there, and the rest is
 * damage of the kinds that a cut may leave, which repair mends without loss.
 */
import { checkFileSystem, openFileSystem } from "@mcpi/kernels";
import { expect, test } from "vitest";
import { guest, toHalt } from "./support.ts";

/** Cuts in a run of the tests; MCPI_FUZZ times as many in a long one. */
const CUTS = 10 * Number(process.env.MCPI_FUZZ ?? 1);
const ROUNDS = 6;
const SEED = 0x5eed1993;

/** Files made, grown, renamed, linked, removed; a directory with each; what is synced is said. */
const SCRIPT = `
cd /tmp; i=0
while [ $i -lt ${ROUNDS} ]; do
  i=\`expr $i + 1\`
  mkdir d$i; echo "file $i" > d$i/a; cat /bin/sed > d$i/big
  cp /etc/passwd d$i/b; ln d$i/a d$i/linked; mv d$i/b d$i/c; ln -s a d$i/short
  echo more >> d$i/a; rm d$i/linked; cat /bin/true >> d$i/big
  sync; sync; sleep 1; echo "synced $i"
  mkdir d$i/inner; echo x > d$i/inner/x; rm -r d$i/inner; echo y > lost$i; rm -f lost$i
done`;
const INIT = ["/bin/driver", "/bin/sh", "-c", SCRIPT];

test(`${CUTS} cuts`, async () => {
  const whole = await guest({ init: INIT });
  await toHalt(whole);
  const all = whole.machine.time.retired;
  expect(whole.said()).toContain(`synced ${ROUNDS}`);
  // The boot itself is not interesting: the first quarter is left out.
  let state = SEED;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const places = Array.from({ length: CUTS }, () =>
    Math.floor(all * (0.25 + 0.75 * random())),
  ).sort((a, b) => a - b);
  const one = await guest({ init: INIT });
  let latest = 0;
  for (const place of places) {
    const stop = await one.machine.run({ instructions: place });
    if (stop.why === "halt") break;
    const contents = one.contents();
    const synced = Math.max(
      0,
      ...[...one.said().matchAll(/^synced (\d+)$/gm)].map((m) => Number(m[1])),
    );
    latest = Math.max(latest, synced);
    const { findings, onlyExpected, repaired } = checkFileSystem(contents, { repair: true });
    expect({ place, unexpected: findings.filter((finding) => !finding.expected) }).toEqual({
      place,
      unexpected: [],
    });
    expect(onlyExpected).toBe(true);
    const files = openFileSystem(repaired ?? contents);
    const text = (path: string) => new TextDecoder().decode(files.readFile(path));
    for (let i = 1; i <= synced; i++) {
      expect(text(`/tmp/d${i}/a`)).toBe(`file ${i}\nmore\n`);
      expect(text(`/tmp/d${i}/c`)).toBe(text("/etc/passwd"));
      expect(files.readLink(`/tmp/d${i}/short`)).toBe("a");
      expect(files.readFile(`/tmp/d${i}/big`).length).toBe(
        files.readFile("/bin/sed").length + files.readFile("/bin/true").length,
      );
    }
  }
  expect(latest).toBeGreaterThan(1);
}, 600_000);
