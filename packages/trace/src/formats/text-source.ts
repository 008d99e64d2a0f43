/** Makes a trace source of a reader of lines: what all text formats have in common. */
import type { Batch } from "../batch.ts";
import type { TraceInfo, TraceSource } from "../contracts.ts";
import type { PageDictionary } from "../page-dictionary.ts";
import { StreamBuilder, type StreamBuilderOptions } from "../stream-builder.ts";
import type { Input } from "./input.ts";
import { type Lines, newLines, regionsOf, skipLine } from "./lines.ts";

/** What every reader takes: batch size, page dictionary, and the pages that are the system's. */
export type ReadOptions = StreamBuilderOptions;

/** The loop that reads what is common in a format. */
export interface LineLoop {
  /** What it appends to. */
  readonly builder: StreamBuilder;
  readonly lines: Lines;
  /**
   * Reads lines from `lines.at` on, moving `lines.at` and `lines.line` along. It stops at the end of
   * the region, when the batch is full, and before a line that is not for it; and, now and then, for
   * no reason.
   * @returns whether it stopped for no reason, and wants to be called again.
   * @throws InputError when the stream touches too many pages.
   */
  parse(): boolean;
}

export type NewLineLoop = (options: ReadOptions | undefined) => LineLoop;

/** How the lines of a format are read. */
export interface LineFormat {
  readonly name: string;
  readonly newLoop: NewLineLoop;
  /**
   * Deals with the line at `lines.at`, before which the loop stopped: appends what it means. The
   * caller moves past it.
   * @param from 0; or what the last call returned, when the batch was full then.
   * @returns 0, or something to go on from if the batch is full before the line is done.
   * @throws InputError when the line is bad.
   */
  rare(lines: Lines, builder: StreamBuilder, from: number): number;
  /**
   * Appends what was held back: no more lines come.
   * @returns false if the batch is full before all is appended.
   */
  end?(builder: StreamBuilder): boolean;
}

/** For formats without a loop of their own: every line is left to `rare`. */
export const lineByLine: NewLineLoop = (options) => ({
  builder: new StreamBuilder(options),
  lines: newLines(),
  parse: () => false,
});

/**
 * The source that a format makes of `input`.
 * @param physical whether references have physical addresses
 */
export function textSource(
  format: LineFormat,
  input: Input,
  options?: ReadOptions,
  physical = false,
): TraceSource {
  return new TextSource(format, input, format.newLoop(options), physical);
}

class TextSource implements TraceSource {
  readonly info: TraceInfo;
  readonly pages: PageDictionary;
  readonly #format: LineFormat;
  readonly #input: Input;
  readonly #loop: LineLoop;

  constructor(format: LineFormat, input: Input, loop: LineLoop, physical: boolean) {
    this.info = { format: format.name, name: input.name, physical, provenance: {} };
    this.pages = loop.builder.pages;
    this.#format = format;
    this.#input = input;
    this.#loop = loop;
  }

  get position(): { readonly bytes: number; readonly total: number | undefined } {
    return this.#input.position;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const { builder, lines } = this.#loop;
    let failure: unknown;
    let from = 0;
    try {
      for await (const _ of regionsOf(this.#input, lines))
        while (lines.at < lines.to) {
          const again = this.#loop.parse();
          if (builder.full) yield builder.take();
          else if (!again && lines.at < lines.to) {
            from = this.#format.rare(lines, builder, from);
            if (from === 0) skipLine(lines);
          }
        }
    } catch (error) {
      failure = error;
    }
    // Everything before an error is delivered before the error.
    while (this.#format.end?.(builder) === false) yield builder.take();
    if (!builder.empty) yield builder.take();
    if (failure !== undefined) throw failure;
  }
}
