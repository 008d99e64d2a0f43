/** Makes a trace source of a parser of lines: what all text formats have in common. */
import type { Batch } from "../batch.ts";
import type { TraceInfo, TraceSource } from "../contracts.ts";
import type { PageDictionary } from "../page-dictionary.ts";
import { ReferenceColumns } from "../reference-columns.ts";
import { StreamBuilder, type StreamBuilderOptions } from "../stream-builder.ts";
import type { Input } from "./input.ts";
import { type Lines, newLines, regionsOf, skipLine } from "./lines.ts";

/** What every reader takes: batch size, page dictionary, and the pages that are the system's. */
export type ReadOptions = StreamBuilderOptions;

/** How the lines of a format are read. */
export interface LineFormat {
  readonly name: string;
  /**
   * The hot loop: parses lines from `lines.at` on, moving `lines.at` and `lines.line` along and
   * setting `columns.count`. It stops at the end of the region, when the columns have no room for
   * another line, and before a line that is not a plain reference.
   */
  parse(lines: Lines, columns: ReferenceColumns): void;
  /**
   * Deals with the line at `lines.at`, before which `parse` stopped: adds what it means to the
   * (empty) columns. The caller moves past it.
   * @throws InputError when the line is bad.
   */
  rare(lines: Lines, columns: ReferenceColumns): void;
}

/** The source that a format makes of `input`. */
export function textSource(format: LineFormat, input: Input, options?: ReadOptions): TraceSource {
  return new TextSource(format, input, new StreamBuilder(options));
}

class TextSource implements TraceSource {
  readonly info: TraceInfo;
  readonly pages: PageDictionary;
  readonly #format: LineFormat;
  readonly #input: Input;
  readonly #builder: StreamBuilder;

  constructor(format: LineFormat, input: Input, builder: StreamBuilder) {
    this.info = { format: format.name, name: input.name, physical: false, provenance: {} };
    this.pages = builder.pages;
    this.#format = format;
    this.#input = input;
    this.#builder = builder;
  }

  get position(): { readonly bytes: number; readonly total: number | undefined } {
    return this.#input.position;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const builder = this.#builder;
    const format = this.#format;
    const lines = newLines();
    const columns = new ReferenceColumns();
    let failure: unknown;
    try {
      for await (const _ of regionsOf(this.#input, lines))
        while (lines.at < lines.to) {
          const { at } = lines;
          format.parse(lines, columns);
          if (lines.at === at) {
            columns.count = 0;
            format.rare(lines, columns);
            skipLine(lines);
          }
          for (let from = 0; from < columns.count; ) {
            from = builder.append(columns, from);
            if (builder.full) yield builder.take();
          }
        }
    } catch (error) {
      failure = error;
    }
    // Everything before an error is delivered before the error.
    if (!builder.empty) yield builder.take();
    if (failure !== undefined) throw failure;
  }
}
