/**
 * A reader written from docs/trace-format.md alone, as a stranger would in any language: it shares
 * nothing with the sources, has no tricks, and believes everything it reads.
 */
import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";

export interface PlainTrace {
  readonly provenance: Record<string, string>;
  readonly physical: boolean;
  /** Virtual page number, space, frame, flags of each page. */
  readonly pages: number[][];
  /** Words 0 and 1 of each record. */
  readonly words: number[];
  readonly lengths: number[];
  /** For each block: words of its state, and what its header counts. */
  readonly blocks: { state: number[]; counts: number[] }[];
}

export function plainRead(file: Uint8Array): PlainTrace {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const u32 = (at: number) => view.getUint32(at, true);
  const text = (at: number, count: number) =>
    new TextDecoder().decode(file.subarray(at, at + count));
  const provenanceBytes = u32(12);
  const trace: PlainTrace = {
    provenance: JSON.parse(text(24, provenanceBytes)),
    physical: (view.getUint16(10, true) & 1) === 1,
    pages: [],
    words: [],
    lengths: [],
    blocks: [],
  };
  let at = 24 + provenanceBytes;
  for (; text(at, 4) === "BLCK"; ) {
    const counts = [16, 20, 24, 28, 32].map((field) => u32(at + field));
    let from = at + 84;
    const [pages, state, records] = [48, 60, 72].map((field) => {
      const [stored, raw] = [u32(at + field), u32(at + field + 4)];
      const bytes = file.subarray(from, from + stored);
      from += stored;
      return stored === raw ? bytes : new Uint8Array(inflateRawSync(bytes));
    });
    readPages(pages, u32(at + 12), trace.pages);
    trace.blocks.push({ state: readState(state), counts });
    readRecords(records, trace);
    at = from;
  }
  const trailer = at + 56 + 24 * u32(at + 8);
  const hash = createHash("sha256").update(file.subarray(0, trailer)).digest("hex");
  const sha256 = [...file.subarray(trailer + 16, trailer + 48)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  if (text(at, 4) !== "INDX" || text(trailer, 4) !== "TAIL" || hash !== sha256)
    throw new Error("the end is not what it should be");
  return trace;
}

function readPages(bytes: Uint8Array, count: number, pages: number[][]): void {
  let at = 0;
  let page = [0n, 0n, -1n, 0n];
  for (let i = 0; i < count; i++) {
    page = page.map((before) => {
      let number = 0n;
      let shift = 0n;
      for (;;) {
        number |= BigInt(bytes[at] & 127) << shift;
        shift += 7n;
        if (bytes[at++] < 128) break;
      }
      return before + (number % 2n === 0n ? number / 2n : -(number + 1n) / 2n);
    });
    pages.push(page.map(Number));
  }
}

function readState(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i, true));
}

function readRecords(bytes: Uint8Array, trace: PlainTrace): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [N, T, M, L, W, S] = Array.from({ length: 7 }, (_, i) => view.getUint32(4 * i, true));
  const groups = Array.from({ length: N }, (_, i) => bytes[28 + i] + 256 * bytes[28 + N + i]);
  const metasAt = 28 + 2 * N;
  const metas = Array.from({ length: M }, (_, i) =>
    [3, 2, 1, 0].reduce((sum, plane) => (sum << 8) | bytes[metasAt + plane * M + i], 0),
  );
  const lengthsAt = metasAt + 4 * M;
  const lengths = [...bytes.subarray(lengthsAt, lengthsAt + L)];
  let token = lengthsAt + L;
  let short = token + W;
  let long = short + 2 * S;
  const unzigzag = (u: number) => (u % 2 === 0 ? u / 2 : -(u + 1) / 2);
  const next = (before: number): number => {
    const u = bytes[token++];
    if (u < 254) return (before + unzigzag(u)) | 0;
    if (u === 254) {
      short += 2;
      return (before + unzigzag(view.getUint16(short - 2, true))) | 0;
    }
    long += 4;
    return view.getInt32(long - 4, true);
  };
  let before = 0;
  const templates = Array.from({ length: T }, () => {
    before = next(before);
    return {
      metas: metas.splice(0, before),
      lengths: [] as number[],
      address: 0,
      columns: [] as number[][],
    };
  });
  before = 0;
  const isRun = (meta: number) => (meta & 31) === 0;
  for (const template of templates) {
    const head = template.metas[0];
    if (isRun(head)) before = template.address = next(before);
    if (isRun(head) && head < 0) template.lengths = lengths.splice(0, ((head >> 5) & 0xfff) + 1);
  }
  let first = 0;
  templates.forEach((template, number) => {
    const uses = groups.filter((group) => group === number).length;
    for (let i = isRun(template.metas[0]) ? 1 : 0; i < template.metas.length; i++) {
      let word = first;
      const column = Array.from({ length: uses }, () => (word = next(word)));
      first = column[0];
      template.columns.push(column);
    }
  });
  for (const group of groups) {
    const { metas: own, lengths: ownLengths, address, columns } = templates[group];
    const words = columns.map((column) => column.shift()!);
    if (isRun(own[0])) words.unshift(address);
    trace.words.push(...own.flatMap((meta, i) => [words[i], meta]));
    trace.lengths.push(...ownLengths);
  }
}
