import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const deno = `${root}.tools/node_modules/.bin/deno`;

const program = `
  import { openInput, pump, readMct } from "@mcpi/trace";
  import { createSimulator, preset, sumRows } from "@mcpi/memsim";
  const source = await readMct(await openInput("fixtures/traces/hand.mct"));
  const simulator = createSimulator(preset("ds5000-200"), source.pages);
  await pump(source, [simulator]);
  const counts = sumRows(simulator.rows());
  console.log(counts.instructions, counts.loads, counts.stores);
`;

// npm run test:all installs Deno under .tools.
test.skipIf(!existsSync(deno))("the sources run under Deno without a build", () => {
  const out = execFileSync(deno, ["eval", "--conditions=source", program], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, DENO_CONDITIONS: "source", NO_COLOR: "1" },
  });
  expect(out.trim()).toBe("43 9 4");
});
