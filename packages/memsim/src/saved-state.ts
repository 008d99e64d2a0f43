/**
 * A simulator's state as bytes: a header of JSON, then the engine's memory.
 *
 * ```
 * u32 length of the header | header (UTF-8) | fixed part of the memory | per-page state
 * ```
 * The header has a fingerprint of the machine description and options, the globals, who runs and
 * the rows, and a checksum of the memory. Page tables and batches are not state, nor is where in its
 * memory the engine lies.
 */
import { InputError } from "@mcpi/trace";
import type { Row } from "./counts.ts";
import type { Engine } from "./engine/build.ts";

export interface SavedRest {
  readonly mode: "user" | "kernel";
  readonly space: number;
  readonly refillDepth: number;
  readonly idle: boolean;
  readonly idleCycles: number;
  readonly physicalPages: number;
  readonly knownPages: number;
  /** State of the page mapping (mapping.ts). */
  readonly mapping: readonly number[];
  readonly rows: readonly Row[];
}

interface Header {
  readonly format: "mcpi simulator state 2";
  readonly fingerprint: string;
  readonly globals: Readonly<Record<string, string>>;
  readonly rest: SavedRest;
  readonly bytes: number;
  readonly checksum: number;
}

const FORMAT = "mcpi simulator state 2";

/** The parts of the memory that are state: [from, to) addresses. */
function parts(engine: Engine, physicalPages: number): [number, number][] {
  const { layout, pageTable, stateBegin } = engine;
  return [
    [layout.begin, pageTable],
    [stateBegin, layout.end],
    [layout.base, layout.base + physicalPages * layout.stride],
  ];
}

export function saveState(engine: Engine, fingerprint: string, rest: SavedRest): Uint8Array {
  const memory = new Uint8Array(engine.memory.buffer);
  const pieces = parts(engine, rest.physicalPages).map(([from, to]) => memory.slice(from, to));
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const header: Header = {
    format: FORMAT,
    fingerprint,
    globals: Object.fromEntries([...engine.globals].map(([name, g]) => [name, String(g.value)])),
    rest,
    bytes,
    checksum: checksum(pieces),
  };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const all = new Uint8Array(4 + head.length + bytes);
  new DataView(all.buffer).setUint32(0, head.length, true);
  all.set(head, 4);
  let at = 4 + head.length;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/**
 * Puts a saved state back.
 * @param provide makes room for the state of so many physical pages.
 * @throws InputError when the bytes are damaged, or were saved by another machine or options.
 */
export function restoreState(
  engine: Engine,
  fingerprint: string,
  state: Uint8Array,
  provide: (pages: number) => void,
): SavedRest {
  const header = readHeader(state);
  if (header.fingerprint !== fingerprint)
    throw new InputError(
      "saved state: it was saved by another machine description or other options",
    );
  const body = state.subarray(state.length - header.bytes);
  if (checksum([body]) !== header.checksum)
    throw new InputError("saved state: the checksum of the memory is wrong; the bytes are damaged");
  provide(header.rest.physicalPages);
  const memory = new Uint8Array(engine.memory.buffer);
  let at = 0;
  for (const [from, to] of parts(engine, header.rest.physicalPages)) {
    memory.set(body.subarray(at, at + to - from), from);
    at += to - from;
  }
  for (const [name, global] of engine.globals) {
    const value = header.globals[name];
    global.value = typeof global.value === "bigint" ? BigInt(value) : Number(value);
  }
  return header.rest;
}

function readHeader(state: Uint8Array): Header {
  const damaged = (what: string) =>
    new InputError(`saved state: byte 0: ${what}; a state saved by this program was expected`);
  if (state.length < 4) throw damaged("it is too short");
  const length = new DataView(state.buffer, state.byteOffset).getUint32(0, true);
  if (length > state.length - 4) throw damaged("its header is longer than the file");
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder().decode(state.subarray(4, 4 + length))) as Header;
  } catch {
    throw damaged("its header is no JSON");
  }
  if (header?.format !== FORMAT) throw damaged("its header has another format");
  if (4 + length + header.bytes !== state.length)
    throw new InputError(
      `saved state: it has ${state.length} bytes; ${4 + length + header.bytes} were expected`,
    );
  return header;
}

/** FNV-1a over 32-bit steps. */
function checksum(pieces: readonly Uint8Array[]): number {
  let hash = 0x811c9dc5;
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at++) hash = Math.imul(hash ^ piece[at], 0x01000193);
  return hash >>> 0;
}
