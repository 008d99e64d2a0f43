/**
 * Records the stream of a running machine (--trace).
 */
import { MctWriter } from "@mcpi/trace";
import { fileOutput } from "../console/output.ts";

/** @param provenance what the file says of where it comes from */
export async function openRecorder(
  path: string | undefined,
  provenance: Readonly<Record<string, string>>,
): Promise<MctWriter | undefined> {
  if (path === undefined) return undefined;
  return new MctWriter(await fileOutput(path), { physical: true, provenance });
}
