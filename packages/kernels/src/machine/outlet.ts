/**
 * Where a machine's references go: nowhere, to a coupled memory that is called inline, or as a
 * stream of batches to a coupled memory and to consumers.
 */
import type { Batch, Consumer, CoupledMemory, PageDictionary } from "@mcpi/trace";
import { inlineReferences } from "../r3000/inline-references.ts";
import { MOST_EXTRA } from "../r3000/multiplier-code.ts";
import { InlinePort, NO_PORT, type ReferencePort, StreamPort } from "../r3000/reference-port.ts";
import { NO_REFERENCES, type References } from "../r3000/references.ts";
import type { SharedMemory } from "../r3000/shared-memory.ts";
import { BATCH, RECORD } from "../r3000/state.ts";
import { STREAM_REFERENCES } from "../r3000/stream-references.ts";
import type { Timekeeper } from "../r3000/timekeeper.ts";
import type { SavedFields } from "./saved-fields.ts";

/** Somebody beside the memory system whose state belongs to that of the machine. */
export interface Kept {
  /** What the saved state calls it, once in a machine. */
  readonly name: string;
  /** Its whole state: plain data, as a device's. */
  save(): Readonly<Record<string, unknown>>;
  /** @throws InputError when the state is not one that `save` returns. */
  restore(saved: SavedFields): void;
}

/** How references leave the machine. */
export interface Attachment {
  /** Feeds time back. */
  readonly coupled?: CoupledMemory | undefined;
  /** Take the stream. With any, a coupled memory is used by batches, else inline if it offers that. */
  readonly consumers?: readonly Consumer[];
  /** Are saved and restored with the machine. */
  readonly kept?: readonly Kept[];
}

/** How a coupled memory is used. */
export type CoupledUse = "none" | "batches" | "inline";

export class Outlet {
  readonly coupled: CoupledMemory | undefined;
  readonly use: CoupledUse;
  /** For generated code, and for TypeScript. */
  readonly references: References;
  readonly port: ReferencePort;
  readonly inline: InlinePort | undefined;
  readonly kept: readonly Kept[];
  readonly #memory: SharedMemory;
  readonly #time: Timekeeper;
  readonly #stream: StreamPort | undefined;
  readonly #consumers: readonly Consumer[];
  /** Address of the first record that the coupled memory has not been given. */
  #settled = BATCH;

  /** @param revoked is told what InlineMemory.revoked is */
  constructor(
    { coupled, consumers = [], kept = [] }: Attachment,
    memory: SharedMemory,
    pages: PageDictionary,
    time: Timekeeper,
    revoked: (page: number) => void,
  ) {
    memory.refresh();
    this.#memory = memory;
    this.#time = time;
    this.coupled = coupled;
    this.kept = kept;
    this.#consumers = consumers;
    const inline = consumers.length === 0 ? coupled?.inline : undefined;
    time.use(inline);
    if (coupled !== undefined && inline !== undefined) {
      this.use = "inline";
      this.references = inlineReferences(inline, coupled.worstReference);
      this.port = this.inline = new InlinePort(memory, inline, time);
      inline.revoked = revoked;
    } else if (coupled !== undefined || consumers.length > 0) {
      this.use = coupled === undefined ? "none" : "batches";
      this.references = STREAM_REFERENCES;
      this.port = this.#stream = new StreamPort(memory, pages);
    } else {
      this.use = "none";
      this.references = NO_REFERENCES;
      this.port = NO_PORT;
    }
  }

  /** Whether the batch must be handed over before the machine goes on. */
  get full(): boolean {
    return this.#stream?.almostFull ?? false;
  }

  /**
   * How many cycles of the clock generated code may go on, where `cycles` may pass. With a memory
   * that is coupled by batches, stalls are not known until it has been settled with: every
   * instruction may have had the worst.
   */
  reach(cycles: number): number {
    if (this.use !== "batches" || this.coupled === undefined) return cycles;
    const worst = 1 + MOST_EXTRA + 2 * this.coupled.worstReference;
    return Math.max(1, Math.floor(cycles / worst));
  }

  /** Gives the coupled memory what it has not had yet, and lets the stalls that it makes of it pass. */
  settle(): void {
    if (this.#stream === undefined || this.coupled === undefined) return;
    const batch = this.#stream.take(this.#settled);
    this.#settled = this.#memory.words[RECORD >>> 2];
    if (batch.records === 0) return;
    const stalls = this.coupled.settle(batch);
    this.#memory.refresh();
    if (stalls > 0) this.#time.addStalls(stalls);
  }

  /** Hands everything over that has not been, and begins the next batch. */
  async handOver(): Promise<void> {
    this.inline?.handOver();
    if (this.#stream === undefined) return;
    this.settle();
    const batch: Batch = this.#stream.take(BATCH);
    if (batch.records > 0)
      for (const consumer of this.#consumers) {
        const done = consumer.consume(batch);
        if (done !== undefined) await done;
      }
    this.#stream.clear();
    this.#settled = BATCH;
  }
}
