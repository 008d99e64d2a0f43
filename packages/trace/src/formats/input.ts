/**
 * The input layer: a file, standard input or any sequence of chunks as a stream of bytes, unpacked
 * where they begin with gzip's magic bytes, with back pressure and in bounded memory.
 */
import { InputError } from "../trace-error.ts";
import { type ByteSource, bytesOfChunks, fileBytes, standardInputBytes } from "./byte-source.ts";
import { ChunkQueue } from "./chunk-queue.ts";
import { gunzipBytes, isGzip } from "./gunzip.ts";

/** A stream of bytes that is read once, from its beginning. */
export interface Input extends AsyncIterable<Uint8Array> {
  /** As the user wrote it; `-` is standard input. */
  readonly name: string;
  /** Bytes read so far, and in all where known; of gzip data the compressed ones. */
  readonly position: { readonly bytes: number; readonly total: number | undefined };
  /**
   * The next `count` (unpacked) bytes, fewer at the end; they remain to be read. Valid until the
   * next call.
   */
  peek(count: number): Promise<Uint8Array>;
  /** The chunks that follow, each valid until the next is asked for. */
  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void>;
  /** Lets go of the file; an iteration that has ended, or was left, has done so itself. */
  close(): Promise<void>;
}

/**
 * Opens a file, or standard input for `-`.
 * @throws InputError when it cannot be opened, and later where it cannot be read or unpacked.
 */
export async function openInput(name: string): Promise<Input> {
  return new SourceInput(name, name === "-" ? standardInputBytes() : await fileBytes(name));
}

/** The same over bytes that are there already; `total` is their number, if known. */
export function inputFrom(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name = "input",
  total?: number,
): Input {
  return new SourceInput(name, bytesOfChunks(chunks, total));
}

const NEVER_READ = new Uint8Array(0);
const OTHER_PACKERS: readonly { name: string; magic: readonly number[]; command: string }[] = [
  { name: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], command: "xz -dc" },
  { name: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd], command: "zstd -dc" },
  {
    name: "bzip2",
    magic: [0x42, 0x5a, 0x68, -1, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
    command: "bzip2 -dc",
  },
];

class SourceInput implements Input {
  readonly name: string;
  readonly #source: ByteSource;
  readonly #packed: ChunkQueue;
  #bytes = 0;
  #queue: ChunkQueue | undefined;

  constructor(name: string, source: ByteSource) {
    this.name = name;
    this.#source = source;
    this.#packed = new ChunkQueue(source.chunks());
  }

  get position(): { readonly bytes: number; readonly total: number | undefined } {
    return { bytes: this.#bytes, total: this.#source.total };
  }

  async peek(count: number): Promise<Uint8Array> {
    return (await this.#opened()).peek(count);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    try {
      const queue = await this.#opened();
      for (let chunk = await queue.next(); chunk !== undefined; chunk = await queue.next())
        yield chunk;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#queue?.close();
    await this.#packed.close();
    await this.#source.close();
  }

  async #opened(): Promise<ChunkQueue> {
    if (this.#queue !== undefined) return this.#queue;
    const first = await this.#packed.peek(10);
    refuseOtherPackers(first, this.name);
    const chunks = isGzip(first)
      ? gunzipBytes(() => this.#nextPacked(), this.name)
      : this.#plainChunks();
    this.#queue = new ChunkQueue(chunks);
    return this.#queue;
  }

  async *#plainChunks(): AsyncGenerator<Uint8Array, void, void> {
    for (
      let chunk = await this.#nextPacked();
      chunk !== undefined;
      chunk = await this.#nextPacked()
    )
      yield chunk;
  }

  async #nextPacked(): Promise<Uint8Array | undefined> {
    const chunk = await this.#packed.next();
    this.#bytes += (chunk ?? NEVER_READ).length;
    return chunk;
  }
}

function refuseOtherPackers(first: Uint8Array, name: string): void {
  for (const packer of OTHER_PACKERS)
    if (packer.magic.every((byte, i) => byte === first[i] || (byte < 0 && i < first.length)))
      throw new InputError(
        `trace: ${name}: byte 0: the data are packed with ${packer.name}; plain or gzip data were expected (${packer.command} unpacks them into a pipe)`,
      );
}
