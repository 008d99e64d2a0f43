/**
 * Caches that only the system uses (Chen and Bershad, section 4.2): the stream of a run without what
 * programs execute, through a memory system of its own. That programs miss in the TLB stays in it, for
 * the handlers are the system's. What the stalls would do to the run's time is not felt by it.
 */
import { type Counts, createSimulator, type Machine, sumRows } from "@mcpi/memsim";
import {
  type Batch,
  type Components,
  type Consumer,
  componentOf,
  FIRST_EVENT,
  type FunctionLookup,
  kindOf,
  type PageDictionary,
  RUN,
} from "@mcpi/trace";

export class SystemOnly implements Consumer {
  readonly #simulator;
  readonly #lookup: FunctionLookup;
  readonly #components: Components;
  readonly #user: string;
  /** Whether the run that is open is a program's. */
  #skipping = false;
  #words = new Int32Array(0);

  /** @param user the component of programs; a run of instructions is of one program or of none */
  constructor(
    memory: Machine,
    pages: PageDictionary,
    lookup: FunctionLookup,
    components: Components,
    user: string,
  ) {
    this.#simulator = createSimulator(memory, pages, { threeC: false, twoWay: true });
    this.#lookup = lookup;
    this.#components = components;
    this.#user = user;
  }

  consume(batch: Batch): void {
    if (this.#words.length < 2 * batch.records) this.#words = new Int32Array(2 * batch.records);
    const { words } = batch;
    let kept = 0;
    for (let at = 0; at < 2 * batch.records; at += 2) {
      const kind = kindOf(words[at + 1]);
      if (kind === RUN) this.#skipping = this.#isUser(words[at]);
      if (this.#skipping && kind < FIRST_EVENT) continue;
      this.#words[kept++] = words[at];
      this.#words[kept++] = words[at + 1];
    }
    this.#simulator.consume({ ...batch, words: this.#words, records: kept / 2 });
  }

  get counts(): Counts {
    return sumRows(this.#simulator.rows());
  }

  #isUser(address: number): boolean {
    const number = this.#lookup.at(address);
    return this.#components.names[componentOf(this.#components, number)] === this.#user;
  }
}
