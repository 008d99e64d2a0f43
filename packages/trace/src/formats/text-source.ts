/** Makes a trace source of a parser of lines: what all text formats have in common. */
import type { Batch } from "../batch.ts";
import type { TraceInfo, TraceSource } from "../contracts.ts";
import type { PageDictionary } from "../page-dictionary.ts";
import { ReferenceColumns } from "../reference-columns.ts";
import { StreamBuilder, type StreamBuilderOptions } from "../stream-builder.ts";
import type { Input } from "./input.ts";
import { type Lines, newLines, regionsOf } from "./lines.ts";

/** What every reader takes: batch size, page dictionary, and the pages that are the system's. */
export type ReadOptions = StreamBuilderOptions;

/**
 * Parses lines from `lines.at` on until the region ends or the columns have no room for another
 * line, moving `lines.at` and `lines.line` along and setting `columns.count`.
 * @throws InputError at a bad line; the good ones before are in the columns.
 */
export type LineParser = (lines: Lines, columns: ReferenceColumns) => void;

/** The source that `parse` makes of `input`. */
export function textSource(
  format: string,
  input: Input,
  parse: LineParser,
  options: ReadOptions = {},
): TraceSource {
  const builder = new StreamBuilder(options);
  return new TextSource(format, input, builder, parse);
}

class TextSource implements TraceSource {
  readonly info: TraceInfo;
  readonly pages: PageDictionary;
  readonly #input: Input;
  readonly #builder: StreamBuilder;
  readonly #parse: LineParser;

  constructor(format: string, input: Input, builder: StreamBuilder, parse: LineParser) {
    this.info = { format, name: input.name, physical: false, provenance: {} };
    this.pages = builder.pages;
    this.#input = input;
    this.#builder = builder;
    this.#parse = parse;
  }

  get position(): { readonly bytes: number; readonly total: number | undefined } {
    return this.#input.position;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const builder = this.#builder;
    const lines = newLines();
    const columns = new ReferenceColumns();
    let failure: unknown;
    try {
      for await (const _ of regionsOf(this.#input, lines))
        while (lines.at < lines.to) {
          columns.count = 0;
          try {
            this.#parse(lines, columns);
          } catch (error) {
            failure = error;
          }
          for (let from = 0; from < columns.count; ) {
            from = builder.append(columns, from);
            if (builder.full) yield builder.take();
          }
          if (failure !== undefined) throw failure;
        }
    } catch (error) {
      failure = error;
    }
    // Everything before an error is delivered before the error.
    if (!builder.empty) yield builder.take();
    if (failure !== undefined) throw failure;
  }
}
