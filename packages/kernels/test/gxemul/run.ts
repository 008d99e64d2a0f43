/**
 * Runs an executable on GXemul's test machine (`-E testmips -C R3000`, 32 MB) and gives what it
 * prints before and at each instruction, through a pipe: nothing but the executable is ever a file.
 *
 * GXemul wants a terminal for its input, which `script` gives it; its output goes to a pipe of ours
 * instead, and the terminal's is thrown away. About 900 bytes an instruction: GXemul blocks while
 * the reader is behind, so that memory stays at a few buffers however long the run is. To
 * stop asking ends it.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** -A no colours, -i instructions, -J each by itself, -r registers before each. */
const COMMAND = "gxemul -A -i -J -r -E testmips -C R3000";
/** GXemul says nothing for so long only if it is stuck. */
const PATIENCE = 60_000;

/** Why GXemul cannot be run here; undefined if it can. */
export function whyNoGxemul(): string | undefined {
  for (const [program, argument] of [
    ["gxemul", "-V"],
    ["script", "--version"],
  ]) {
    // GXemul's own exit status is of no use: only whether there is one counts.
    const { error } = spawnSync(program, [argument], { stdio: "ignore", timeout: 10_000 });
    if (error !== undefined && "code" in error && error.code === "ENOENT")
      return `${program} is not installed`;
  }
  return undefined;
}

/**
 * What GXemul prints of that executable, chunk by chunk, as long as the caller asks for more.
 * @throws Error if it cannot be started, ends by itself or falls silent.
 */
export async function* runGxemul(elf: Uint8Array): AsyncGenerator<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-gxemul-"));
  let child: ChildProcess | undefined;
  try {
    const file = join(folder, "program.elf");
    writeFileSync(file, elf);
    child = spawn("script", ["-qec", `${COMMAND} ${file} >&3`, "/dev/null"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const ended = new Promise<void>((resolve, reject) => {
      child!.once("error", reject);
      child!.once("close", () => resolve());
    });
    ended.catch(() => {});
    const output = child.stdio[3] as Readable;
    const silence = setTimeout(() => output.destroy(new Error("GXemul fell silent")), PATIENCE);
    try {
      for await (const chunk of output) {
        silence.refresh();
        yield chunk as Uint8Array;
      }
    } finally {
      clearTimeout(silence);
      output.destroy();
      // The terminal goes with `script`, and GXemul with the terminal, even if it prints nothing.
      child.kill("SIGKILL");
      await ended;
    }
    throw new Error("GXemul ended before the program did");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
