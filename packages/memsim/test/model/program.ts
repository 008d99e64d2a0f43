/**
 * Programs for the tests: steps that drive the model and, through the stream builder, a simulator.
 * A layout says what pages of the address spaces are; steps name 64-bit virtual pages of it.
 */
import {
  type Batch,
  BY_INDEX,
  copyBatch,
  FLUSH_ALL,
  FLUSH_NON_GLOBAL,
  FLUSH_PAGE,
  IDLE_BEGIN,
  IDLE_END,
  INTERRUPT,
  INVALIDATE,
  KERNEL_MODE,
  MAP,
  MARK,
  PAGE_GLOBAL,
  PAGE_UNCACHED,
  PAGE_UNMAPPED,
  PageDictionary,
  REFILL_BEGIN,
  REFILL_END,
  SPACE,
  StreamBuilder,
  TLB_FLUSH,
  USER_MODE,
} from "@mcpi/trace";
import type { Model } from "./model.ts";
import type { Page, Reference } from "./reference.ts";

const VPNS = 2 ** 52;

/** The pages of every space repeat after as many as there are flags. */
export interface Layout {
  /** PAGE_ flags of virtual page v: flags[v mod flags.length]. */
  readonly flags: readonly number[];
  /** Frames as recorded: none, one a page, or few that pages share. */
  readonly frames: "none" | "own" | "shared";
}

export type Step =
  | {
      readonly kind: "fetch" | "load" | "store";
      readonly vpn: number;
      readonly offset: number;
      readonly size: number;
    }
  | { readonly kind: "cycles"; readonly extra: number }
  | { readonly kind: "space"; readonly space: number }
  | { readonly kind: "mode"; readonly mode: "user" | "kernel" }
  | { readonly kind: "refill-begin" | "refill-end" | "idle-begin" }
  | { readonly kind: "interrupt" | "mark" }
  | { readonly kind: "idle-end"; readonly cycles: number }
  | { readonly kind: "flush-all" | "flush-non-global" }
  /** The page gets another frame; its flags stay. */
  | { readonly kind: "map" | "flush-page"; readonly vpn: number }
  | {
      readonly kind: "invalidate";
      readonly vpn: number;
      readonly offset: number;
      readonly which: "instruction" | "data" | "both";
      readonly byIndex: boolean;
    };

export interface Program {
  readonly layout: Layout;
  readonly steps: readonly Step[];
}

/** What pages are at a point of the program. */
class Spaces {
  readonly #layout: Layout;
  /** How often pages were mapped anew. */
  readonly #mapped = new Map<string, number>();
  space = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  flagsOf(vpn: number): number {
    return this.#layout.flags[vpn % this.#layout.flags.length];
  }

  page(vpn: number): Page {
    const flags = this.flagsOf(vpn);
    const global = (flags & PAGE_GLOBAL) !== 0;
    const space = global ? 0 : this.space;
    return {
      vpn,
      space,
      frame: this.#frame(vpn, space),
      uncached: (flags & PAGE_UNCACHED) !== 0,
      unmapped: (flags & PAGE_UNMAPPED) !== 0,
      global,
    };
  }

  map(vpn: number): void {
    const { space } = this.page(vpn);
    this.#mapped.set(`${vpn} ${space}`, this.#times(vpn, space) + 1);
  }

  #times(vpn: number, space: number): number {
    return this.#mapped.get(`${vpn} ${space}`) ?? 0;
  }

  #frame(vpn: number, space: number): number {
    const { frames, flags } = this.#layout;
    if (frames === "none") return -1;
    const slot = vpn % flags.length;
    const times = this.#times(vpn, space);
    if (frames === "shared") return (slot * 3 + space + times) % 7;
    return 2 ** 33 + ((space * 61 + times) % 4096) * flags.length + slot;
  }
}

/** Runs the program on the model. */
export function runModel(program: Program, model: Model): void {
  const run = modelRunner(program, model);
  for (const step of program.steps) run(step);
}

/** Returns a function that runs the next step of the program on the model. */
export function modelRunner({ layout }: Program, model: Model): (step: Step) => void {
  const spaces = new Spaces(layout);
  const reference = (vpn: number, offset: number, size: number): Reference => {
    const here = Math.min(size, 4096 - offset);
    const parts = [{ page: spaces.page(vpn), offset, size: here }];
    if (here < size)
      parts.push({ page: spaces.page((vpn + 1) % VPNS), offset: 0, size: size - here });
    return parts;
  };
  return (step) => {
    switch (step.kind) {
      case "fetch":
        model.fetch(reference(step.vpn, step.offset, step.size));
        break;
      case "load":
        model.load(reference(step.vpn, step.offset, step.size));
        break;
      case "store":
        model.store(reference(step.vpn, step.offset, step.size));
        break;
      case "cycles":
        model.cycles(step.extra);
        break;
      case "map":
        spaces.map(step.vpn);
        break;
      case "interrupt":
      case "mark":
        break;
      case "flush-page":
        model.event({ kind: step.kind, page: spaces.page(step.vpn) });
        break;
      case "invalidate":
        model.event({ ...step, page: spaces.page(step.vpn) });
        break;
      case "space":
        spaces.space = step.space;
        model.event(step);
        break;
      case "mode":
      case "refill-begin":
      case "refill-end":
      case "idle-begin":
      case "idle-end":
      case "flush-all":
      case "flush-non-global":
        model.event(step);
        break;
    }
  };
}

/** A page dictionary in which global pages are in space 0 whoever asks. */
export class Pages extends PageDictionary {
  override id(vpn: number, space: number, frame: number, flags: number): number {
    return super.id(vpn, flags & PAGE_GLOBAL ? 0 : space, frame, flags);
  }
}

const WHICH = { instruction: 1, data: 2, both: 3 } as const;

/** Where the steps of a program go to become batches. */
export interface Stream {
  append(step: Step): void;
  /** Ends the batch, so that all steps so far have been taken. */
  flush(): void;
}

/** A stream of steps in that layout, from a stream builder; `take` gets every batch. */
export function streamOf(
  layout: Layout,
  records: number,
  pages: PageDictionary,
  take: (batch: Batch) => void,
): Stream {
  const builder = new StreamBuilder({ pages, records });
  const spaces = new Spaces(layout);
  const id = (vpn: number) => {
    const { space, frame } = spaces.page(vpn);
    return pages.id(vpn, space, frame, spaces.flagsOf(vpn));
  };
  const translate = () =>
    builder.translate(
      (vpn) => spaces.page(vpn).frame,
      (vpn) => spaces.flagsOf(vpn),
    );
  translate();
  const append = (step: Step): void => {
    switch (step.kind) {
      case "fetch":
      case "load":
      case "store":
        builder[step.kind](step.vpn, step.offset, step.size);
        break;
      case "cycles":
        builder.cycles(step.extra);
        break;
      case "space":
        if (step.space === spaces.space) builder.event(SPACE, step.space);
        else builder.setSpace((spaces.space = step.space));
        break;
      case "mode":
        builder.setMode(step.mode === "kernel" ? KERNEL_MODE : USER_MODE);
        break;
      case "refill-begin":
        builder.event(REFILL_BEGIN);
        break;
      case "refill-end":
        builder.event(REFILL_END);
        break;
      case "idle-begin":
        builder.event(IDLE_BEGIN);
        break;
      case "idle-end":
        builder.event(IDLE_END, step.cycles);
        break;
      case "interrupt":
        builder.event(INTERRUPT, 3);
        break;
      case "mark":
        builder.event(MARK, 77);
        break;
      case "flush-all":
        builder.event(TLB_FLUSH, FLUSH_ALL);
        break;
      case "flush-non-global":
        builder.event(TLB_FLUSH, FLUSH_NON_GLOBAL);
        break;
      case "flush-page":
        builder.event(TLB_FLUSH, id(step.vpn) << 12, FLUSH_PAGE);
        break;
      case "map":
        spaces.map(step.vpn);
        translate();
        builder.event(MAP, id(step.vpn) << 12);
        break;
      case "invalidate":
        builder.event(
          INVALIDATE,
          (id(step.vpn) << 12) | step.offset,
          WHICH[step.which] | (step.byIndex ? BY_INDEX : 0),
        );
        break;
    }
  };
  const flush = () => {
    if (!builder.empty) take(builder.take());
  };
  return {
    append(step) {
      append(step);
      if (builder.full) flush();
    },
    flush,
  };
}

/** Copies of all batches of the program, and the page dictionary that they share. */
export function batchesOf(
  program: Program,
  records: number,
  pages: PageDictionary = new Pages(),
): { pages: PageDictionary; batches: Batch[] } {
  const batches: Batch[] = [];
  const stream = streamOf(program.layout, records, pages, (batch) =>
    batches.push(copyBatch(batch)),
  );
  for (const step of program.steps) stream.append(step);
  stream.flush();
  return { pages, batches };
}
