/** The bytes of a disk, read on demand. */

export interface ByteSource {
  /** How many there are. */
  readonly bytes: number;
  /** The `length` bytes from `position` on; the caller asks only for bytes that there are. */
  read(position: number, length: number): Uint8Array;
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    bytes: bytes.length,
    read: (position, length) => bytes.subarray(position, position + length),
  };
}
