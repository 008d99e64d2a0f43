/** What the tests of the readers share: text in, plain references out. */
import { Buffer } from "node:buffer";
import { constants, gzipSync } from "node:zlib";
import {
  type Batch,
  type Input,
  InputError,
  inputFrom,
  KIND_NAMES,
  type TraceSource,
  visitReferences,
} from "../../src/index.ts";

export const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** `data` in chunks of these lengths, the last one again and again. Each chunk is overwritten after use. */
export async function* chunked(data: Uint8Array, lengths: readonly number[]) {
  let at = 0;
  for (let i = 0; at < data.length; i++) {
    const length = Math.max(1, lengths[Math.min(i, lengths.length - 1)] ?? data.length);
    const chunk = Buffer.from(data.subarray(at, at + length));
    yield chunk;
    chunk.fill(0xff);
    at += length;
  }
}

export const input = (data: Uint8Array | string, lengths: readonly number[] = []): Input =>
  inputFrom(chunked(typeof data === "string" ? bytes(data) : data, lengths));

export const gzip = (text: string): Uint8Array =>
  gzipSync(bytes(text), { level: constants.Z_BEST_SPEED });

/**
 * The references and events of batches as text: `fetch 400080 4`. Those that cross a page are joined.
 * With `pages`, each reference says its space, its frames, and whether it is uncached, too.
 */
export class Collector {
  readonly #out: string[] = [];
  readonly #pages: boolean;
  #open: { kind: string; address: bigint; size: number; page: string } | undefined;

  constructor({ pages = false } = {}) {
    this.#pages = pages;
  }

  take(batch: Batch): void {
    const at = (compact: number) => batch.pages.virtualAddress(compact);
    const page = (compact: number) => {
      const id = compact >>> 12;
      const { space, frame, flags } = batch.pages;
      return this.#pages ? ` space ${space[id]} frame ${frame[id]} flags ${flags[id]}` : "";
    };
    const data = (kind: string) => (compact: number, size: number, continued: boolean) => {
      if (continued) {
        const open = this.#open!;
        if (at(compact) !== BigInt.asUintN(64, open.address + BigInt(open.size)))
          throw new Error("a continuation is not where the reference goes on");
        open.size += size;
        open.page += page(compact);
      } else this.#begin(kind, at(compact), size, page(compact));
    };
    visitReferences(batch, {
      fetch: (compact, size, tail, tailAddress) => {
        if (tail > 0 && at(tailAddress) !== BigInt.asUintN(64, at(compact) + BigInt(size - tail)))
          throw new Error("a tail is not where the instruction goes on");
        this.#begin(
          "fetch",
          at(compact),
          size,
          page(compact) + (tail > 0 ? page(tailAddress) : ""),
        );
      },
      load: data("load"),
      store: data("store"),
      cycles: () => {},
      event: (kind, argument, detail) => {
        this.#flush();
        const word = KIND_NAMES[kind] === "invalidate" ? at(argument).toString(16) : argument;
        this.#out.push(`${KIND_NAMES[kind]} ${word}${detail === 0 ? "" : ` ${detail}`}`);
      },
    });
  }

  all(): string[] {
    this.#flush();
    return this.#out;
  }

  #begin(kind: string, address: bigint, size: number, page: string): void {
    this.#flush();
    this.#open = { kind, address, size, page };
  }

  #flush(): void {
    const open = this.#open;
    if (open) this.#out.push(`${open.kind} ${open.address.toString(16)} ${open.size}${open.page}`);
    this.#open = undefined;
  }
}

/** Everything that a source delivers, and the error that it ends with. */
export async function read(
  source: TraceSource,
): Promise<{ references: string[]; error: string | undefined; batches: number }> {
  const collector = new Collector();
  let batches = 0;
  let error: string | undefined;
  try {
    for await (const batch of source.batches()) {
      collector.take(batch);
      batches++;
    }
  } catch (caught) {
    if (!(caught instanceof InputError)) throw caught;
    error = caught.message;
  }
  return { references: collector.all(), error, batches };
}
