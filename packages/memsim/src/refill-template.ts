/**
 * The refill template: what a software TLB-refill handler would have done, for traces that were
 * recorded without one (docs/counting.md, section 7). Approximate, and results say so.
 *
 * A user miss runs `instructions` instructions from `address` (unmapped, cached, kernel mode) and,
 * as its second, a load of the page's entry of a linear table: 4 bytes at `table + 4 * (page mod
 * 2^20)`, in the space of the page. Where the table is mapped, that load can miss the TLB itself;
 * then the kernel template runs first, whose table is unmapped: one word for each page of the
 * user's table.
 */
import { type Batch, PAGE_UNMAPPED, type PageDictionary, StreamBuilder } from "@mcpi/trace";
import type { Machine, TlbDescription } from "./machine.ts";

type Template = NonNullable<TlbDescription["user"]>;

/** Handlers are at most this deep: user, then kernel. */
const DEEPEST = 2;

export class RefillTemplateRunner {
  readonly #pages: PageDictionary;
  readonly #tlb: TlbDescription;
  readonly #reference: (batch: Batch) => void;
  #depth = 0;

  constructor(
    machine: Machine,
    pages: PageDictionary,
    simulator: { reference(batch: Batch): void },
  ) {
    this.#pages = pages;
    const { unified, data } = machine.tlb!;
    this.#tlb = (unified ?? data)!;
    this.#reference = simulator.reference;
  }

  /** Runs the handler for a miss on page id `page`. */
  run(page: number, _use: number): void {
    const template = this.#depth === 0 ? this.#tlb.user : this.#tlb.kernel;
    if (template === undefined || this.#depth === DEEPEST) return;
    this.#depth++;
    this.#reference(this.#batch(template, page));
    this.#depth--;
  }

  #batch(template: Template, page: number): Batch {
    const { vpn } = this.#pages;
    const builder = new StreamBuilder({
      pages: this.#pages,
      records: 64 + 2 * template.instructions,
    });
    const entry = template.table + 4 * (vpn[page] % 2 ** 20);
    const unmapped = () => PAGE_UNMAPPED;
    const frame = (at: number) => at % 2 ** 17;
    const code = (instruction: number) => {
      builder.translate(frame, unmapped);
      const at = template.address + 4 * instruction;
      builder.fetch(Math.floor(at / 4096), at % 4096, 4);
    };
    code(0);
    if (template.instructions > 1) code(1);
    builder.translate(
      (at) => (template.mapped ? -1 : frame(at)),
      () => (template.mapped ? 0 : PAGE_UNMAPPED),
    );
    builder.load(Math.floor(entry / 4096), (entry % 4096) & ~3, 4);
    for (let instruction = 2; instruction < template.instructions; instruction++) code(instruction);
    return builder.take();
  }
}
