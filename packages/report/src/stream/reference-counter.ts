/**
 * Counts the references of a stream, and nothing else.
 */
import { type Batch, countReferences } from "@mcpi/trace";
import type { Counter } from "./replay.ts";

export class ReferenceCounter implements Counter {
  references = 0;

  consume(batch: Batch): void {
    this.references += countReferences(batch);
  }

  resetCounts(): void {
    this.references = 0;
  }
}
