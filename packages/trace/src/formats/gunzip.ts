/**
 * Unpacks gzip data (any number of members, zero bytes after the last one) as a stream, on another
 * thread while the consumer works on the chunk before.
 *
 * Data that end in the middle of a member are an error, thrown after everything before has been
 * delivered. Where data are damaged, up to PIECE compressed bytes before the damage are lost too.
 */
import { createGunzip, type Gunzip } from "node:zlib";
import { InputError } from "../trace-error.ts";

/** Compressed bytes that are unpacked at a time. */
const PIECE = 1 << 15;
const OUTPUT_CHUNK = 1 << 19;

/** Whether these first bytes are those of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return (
    bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && bytes[3] < 32
  );
}

/** @throws InputError with the offset in the compressed bytes. */
export async function* gunzipBytes(
  next: () => Promise<Uint8Array | undefined>,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  const unpacker = new Unpacker(name);
  let ready: Uint8Array[] = [];
  const takeReady = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next())
      for (let at = 0; at < chunk.length; at += PIECE) {
        const done = unpacker.feed(chunk.subarray(at, at + PIECE));
        // It is awaited only when what was unpacked before has been used.
        done.catch(() => {});
        yield* takeReady();
        await done;
        ready = unpacker.taken();
      }
    yield* takeReady();
    await unpacker.end();
    yield* unpacker.taken();
  } catch (error) {
    // What has been unpacked comes before what went wrong.
    yield* takeReady();
    yield* unpacker.taken();
    throw error;
  } finally {
    unpacker.close();
  }
}

class Unpacker {
  readonly #name: string;
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: OUTPUT_CHUNK });
  #fed = 0;
  /** The last member has ended. */
  #isOver = false;
  #out: Uint8Array[] = [];
  #failed: ((error: Error) => void) | undefined;

  constructor(name: string) {
    this.#name = name;
    this.#gunzip.on("data", (chunk: Uint8Array) => this.#out.push(chunk));
    this.#gunzip.on("error", (error) => this.#failed?.(error));
  }

  /** Unpacks a piece, whose bytes must not change before the promise is fulfilled. */
  async feed(piece: Uint8Array): Promise<void> {
    const from = this.#fed;
    this.#fed += piece.length;
    if (!this.#isOver)
      await this.#during((done) => this.#gunzip.write(piece, () => done())).catch((error) => {
        throw this.#fault(
          `bytes ${from} to ${this.#fed - 1}: the gzip data are damaged (${error.message}); whole ones were expected`,
        );
      });
    // What is left of the piece comes after the last member.
    const rest = piece.subarray(this.#isOver ? 0 : this.#gunzip.bytesWritten - from);
    if (rest.length === 0) return;
    this.#isOver = true;
    const bad = rest.findIndex((byte) => byte !== 0);
    if (bad >= 0)
      throw this.#fault(
        `byte ${this.#fed - rest.length + bad}: something follows the gzip data; their end was expected`,
      );
  }

  /** There are no more pieces. */
  async end(): Promise<void> {
    await this.#during((done) => {
      this.#gunzip.once("end", done);
      this.#gunzip.end();
      if (this.#gunzip.readableEnded) done();
    }).catch(() => {
      throw this.#fault(
        `byte ${this.#fed}: the gzip data end here, in the middle of a member; the rest of the file was expected`,
      );
    });
  }

  #fault(wrong: string): InputError {
    return new InputError(`trace: ${this.#name}: ${wrong}`);
  }

  /** What has been unpacked since the last call. */
  taken(): Uint8Array[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  close(): void {
    this.#gunzip.destroy();
  }

  #during(start: (done: () => void) => void): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#failed = reject;
      start(resolve);
    });
  }
}
