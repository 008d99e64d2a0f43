/**
 * The version of the program, as results carry it.
 */
import { readFileSync } from "node:fs";

/** The version in the package's description. */
export function programVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}
