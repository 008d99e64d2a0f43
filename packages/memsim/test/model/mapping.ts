/**
 * Page mapping of the model: docs/counting.md, section 8. A physical address is a plain number, made
 * so large that pages that may not share a line cannot: recorded ones are below 2^64.
 */
import type { Machine } from "../../src/machine.ts";
import type { Page } from "./reference.ts";

/** h(space) of Chen and Bershad's mapping. */
export type SpaceHash = (space: number, seed: number) => number;

/** Returns the physical address of an offset in a page. */
export function physicalAddress(
  machine: Machine,
  hash: SpaceHash,
): (page: Page, offset: number) => bigint {
  const { kind, seed = 0 } = machine.mapping;
  const address = (frame: bigint, offset: number) => frame * 4096n + BigInt(offset);
  const ownOfPage = ({ vpn, space, unmapped }: Page) =>
    BigInt(unmapped ? 0 : space) * 2n ** 52n + BigInt(vpn);
  const recorded = ({ vpn, frame }: Page) => BigInt(frame >= 0 ? frame : vpn);
  switch (kind) {
    case "recorded":
      return (page, offset) => address(recorded(page), offset);
    case "identity":
      return (page, offset) => address(ownOfPage(page), offset);
    case "chen-bershad":
      return (page, offset) => {
        if (page.unmapped) return address(recorded(page), offset);
        // A frame of its own; the low bits, all that an index can see, are the colour.
        const colour = BigInt(page.vpn) + BigInt(hash(page.space, seed));
        return address((1n + ownOfPage(page)) * 2n ** 60n + colour, offset);
      };
    default:
      throw new Error(`the model has no mapping ${kind}`);
  }
}
