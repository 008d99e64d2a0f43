/** mcpi boot --input: a file is typed a line at a time, whenever the guest waits. */
import { writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { mcpi, newFolder } from "./run-main.ts";

const MINUTE = 60_000;
const { path, remove } = newFolder();
afterAll(remove);

test(
  "a script for the shell of a UNIX, the same each time",
  async () => {
    writeFileSync(
      path("script"),
      "echo one | cat\ncat > f\nsome text\n\x04cat f f\nsleep 1\nhalt\n",
    );
    const run = () => mcpi(["boot", "ultrix", "--mem", "none", "--input", path("script")]);
    const first = await run();
    expect(first.status, first.err).toBe(0);
    expect(first.out.replaceAll("\r", "")).toContain(
      "# echo one | cat\none\n# cat > f\nsome text\n^D\b\b# cat f f\nsome text\nsome text\n",
    );
    expect(first.out).toContain("firmware: halt");
    const said = (text: string) => /halted after .* cycles/.exec(text)?.[0];
    expect(said((await run()).err)).toBe(said(first.err));
  },
  2 * MINUTE,
);
