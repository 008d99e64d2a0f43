#!/usr/bin/env node
// The mcpi command. Only this file has to do with the process: it exits, and hears Ctrl-C.
import process from "node:process";

let main;
try {
  ({ main } = await import("../dist/main.js"));
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  process.stderr.write("mcpi: is not built yet; run: npm ci (or npm run build)\n");
  process.exit(2);
}

const interruption = new AbortController();
process.on("SIGINT", () => {
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
});
// A reader that goes away (mcpi … | head) is seen where something is written.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const status = await main(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interruption.signal,
});
process.exit(status);
