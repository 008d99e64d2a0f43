/**
 * Saved states as bytes.
 *
 * ```
 * "mcpi machine state 1\n", or what else its kind is
 * 4 bytes   CRC-32 of what follows
 * 4 bytes   length of the text
 * text      JSON; a byte array in it is {"$bytes": [offset, length]} into what follows
 * bytes     deflated, the byte arrays one behind the other
 * ```
 */
import { deflateSync, inflateSync } from "node:zlib";
import { crc32, InputError } from "@mcpi/trace";

/** The first line of a file, which says what is in it. */
export const MACHINE_STATE = "mcpi machine state 1";

/**
 * @param state plain data: numbers, strings, booleans, null, arrays, records, Uint8Array
 * @param kind the file's first line, in ASCII
 */
export function encodeState(state: unknown, kind = MACHINE_STATE): Uint8Array {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const text = JSON.stringify(state, (_key, value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    parts.push(value);
    offset += value.length;
    return { $bytes: [offset - value.length, value.length] };
  });
  const json = new TextEncoder().encode(text);
  const bytes = deflateSync(Buffer.concat(parts), { level: 3 });
  const magic = `${kind}\n`;
  const head = magic.length + 8;
  const file = new Uint8Array(head + json.length + bytes.length);
  file.set(new TextEncoder().encode(magic));
  const view = new DataView(file.buffer);
  view.setUint32(magic.length + 4, json.length, true);
  file.set(json, head);
  file.set(bytes, head + json.length);
  view.setUint32(magic.length, crc32(file.subarray(magic.length + 4)), true);
  return file;
}

/**
 * What `encodeState` was given.
 * @param most bytes of all byte arrays together
 * @throws InputError when the file is none of these, or is damaged.
 */
export function decodeState(
  file: Uint8Array,
  name: string,
  most: number,
  kind = MACHINE_STATE,
): unknown {
  const magic = `${kind}\n`;
  const head = magic.length + 8;
  if (new TextDecoder("latin1").decode(file.subarray(0, magic.length)) !== magic)
    throw new InputError(`${name}: byte 0: a file that begins with "${kind}" was expected`);
  if (file.length < head) throw new InputError(`${name}: byte ${file.length}: the file is cut off`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const sum = view.getUint32(magic.length, true);
  if (sum !== crc32(file.subarray(magic.length + 4)))
    throw new InputError(
      `${name}: byte ${magic.length}: the check sum is wrong; the file is damaged`,
    );
  const length = view.getUint32(magic.length + 4, true);
  if (head + length > file.length)
    throw new InputError(`${name}: byte ${magic.length + 4}: the text is longer than the file`);
  try {
    const bytes = inflateSync(file.subarray(head + length), { maxOutputLength: most });
    const text = new TextDecoder().decode(file.subarray(head, head + length));
    return JSON.parse(text, (_key, value: unknown) => bytesOf(value, bytes));
  } catch (error) {
    throw new InputError(`${name}: the state cannot be read (${(error as Error).message})`);
  }
}

function bytesOf(value: unknown, bytes: Uint8Array): unknown {
  if (typeof value !== "object" || value === null || !("$bytes" in value)) return value;
  const [offset, length] = value.$bytes as [number, number];
  return new Uint8Array(bytes.subarray(offset, offset + length));
}
