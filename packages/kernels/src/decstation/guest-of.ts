/** The guest that an image's manifest describes, its symbols looked up. */
import { InputError } from "@mcpi/trace";
import type { Image } from "../image/image.ts";
import type { ImageManifest } from "../image/manifest.ts";
import { type AddressRange, type Guest, UNKNOWN_GUEST } from "../machine/guest.ts";

/** @throws InputError when the image lacks a symbol that the manifest names. */
export function guestOf(image: Image, manifest: ImageManifest | undefined): Guest {
  if (manifest === undefined) return UNKNOWN_GUEST;
  const rangeOf = (name: string, key: string): AddressRange => {
    const symbol = image.symbols.get(name);
    if (symbol === undefined)
      throw new InputError(
        `${image.name}: the manifest's ${key} names ${name}, which is no symbol of the image`,
      );
    return { start: symbol.address, end: symbol.address + symbol.size };
  };
  const { idle, space, refill, perProcess } = manifest;
  return {
    idle: idle.map((name) => {
      const range = rangeOf(name, "idle");
      if (range.end === range.start)
        throw new InputError(
          `${image.name}: the manifest's idle names ${name}, whose symbol has no size`,
        );
      return range;
    }),
    space: space
      ? {
          at: rangeOf(space.at, "space.at").start,
          read: rangeOf(space.read, "space.read").start,
        }
      : undefined,
    refillLeave: refill.leave.map((name) => rangeOf(name, "refill.leave").start),
    perProcess: perProcess.map(({ from, to }) => ({ start: Number(from), end: Number(to) })),
  };
}
