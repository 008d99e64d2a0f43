/** Other people's programs that make and read file systems of this format. */
import { spawnSync } from "node:child_process";

/** Why one of them cannot be run here; undefined if all can. */
export function whyMissing(...programs: readonly string[]): string | undefined {
  for (const program of programs) {
    const { error } = spawnSync(program, ["--version"], { stdio: "ignore", timeout: 10_000 });
    if (error !== undefined && "code" in error && error.code === "ENOENT")
      return `${program} is not installed`;
  }
  return undefined;
}

/** What a program prints. @throws Error when it fails or complains. */
export function printed(program: string, ...args: readonly string[]): Buffer {
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")}: ${String(stderr)} (status ${status})`);
  return stdout;
}
