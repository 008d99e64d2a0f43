/** What a function throws at bad input, for tests. */
import { InputError } from "@mcpi/trace";
import { expect } from "vitest";

/** What `parse` throws; it must be an InputError of one line. */
export function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).not.toContain("\n");
    return (error as Error).message;
  }
  return "accepted";
}
