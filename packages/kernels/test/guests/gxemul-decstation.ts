/**
 * Runs an image on GXemul's DECstation 5000/200 and gives what it prints. GXemul wants a terminal,
 * which `script` gives it.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MOST_MILLISECONDS = 60_000;
/** GXemul's description of the machine ends with a line of dashes and an empty one. */
const BANNER_END = /^-{40,}\n\n/m;

/** Why GXemul cannot be run here; undefined if it can. */
export function whyNoGxemul(): string | undefined {
  for (const [program, argument] of [
    ["gxemul", "-V"],
    ["script", "--version"],
  ]) {
    const { error } = spawnSync(program, [argument], { stdio: "ignore", timeout: 10_000 });
    if (error !== undefined) return `${program} cannot be run (${error.message})`;
  }
  return undefined;
}

/**
 * @param disks contents of disks by SCSI id
 * @returns what the guest prints until it halts, line ends as "\n"
 * @throws Error if it takes too long, or GXemul prints something else.
 */
export async function outputUnderGxemul(
  elf: Uint8Array,
  disks: readonly (Uint8Array | undefined)[],
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-gxemul-"));
  try {
    const file = join(folder, "guest.elf");
    writeFileSync(file, elf);
    const options = disks.map((bytes, id) => {
      if (bytes === undefined) return "";
      const disk = join(folder, `rz${id}`);
      writeFileSync(disk, bytes);
      return `-d ${id}:${disk}`;
    });
    const command = `gxemul -A -e 3max ${options.join(" ")} ${file}`;
    const text = (await run(command)).replaceAll("\r", "");
    const banner = BANNER_END.exec(text);
    if (banner === null) throw new Error(`GXemul printed no description of its machine: ${text}`);
    return text.slice(banner.index + banner[0].length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let text = "";
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, MOST_MILLISECONDS);
    child.stdout.setEncoding("latin1");
    child.stdout.on("data", (more: string) => {
      text += more;
    });
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(limit);
      if (late) reject(new Error(`GXemul has not halted in ${MOST_MILLISECONDS} ms: ${text}`));
      else resolve(text);
    });
  });
}
