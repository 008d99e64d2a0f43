/**
 * CRC-32 as in zip, PNG and Ethernet: polynomial 0x04c11db7 reflected, all ones before and after.
 * Eight bytes a step through eight tables; Node 20's zlib.crc32 is missing from its first releases.
 */
const POLYNOMIAL = 0xedb88320;
const TABLES: Int32Array = tables();

/** Table k (256 words at 256 k) advances a byte by k further zero bytes. */
function tables(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++)
    table[i] = (table[i - 256] >>> 8) ^ table[table[i - 256] & 0xff];
  return table;
}

/** The CRC-32 of `bytes`, 0 to 2^32 - 1; with `before`, of what that was the CRC of and `bytes`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let at = 0;
  for (const last = bytes.length - 8; at <= last; at += 8) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      TABLES[0x700 | (crc & 0xff)] ^
      TABLES[0x600 | ((crc >>> 8) & 0xff)] ^
      TABLES[0x500 | ((crc >>> 16) & 0xff)] ^
      TABLES[0x400 | (crc >>> 24)] ^
      TABLES[0x300 | bytes[at + 4]] ^
      TABLES[0x200 | bytes[at + 5]] ^
      TABLES[0x100 | bytes[at + 6]] ^
      TABLES[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ TABLES[(crc ^ bytes[at]) & 0xff];
  return ~crc >>> 0;
}
