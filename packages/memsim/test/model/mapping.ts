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
  const colours = BigInt(coloursOf(machine));
  const address = (frame: bigint, offset: number) => frame * 4096n + BigInt(offset);
  const ownOfPage = ({ vpn, space }: Page) => BigInt(space) * 2n ** 52n + BigInt(vpn);
  const recorded = ({ vpn, frame }: Page) => BigInt(frame >= 0 ? frame : vpn);
  switch (kind) {
    case "recorded":
      return (page, offset) => address(recorded(page), offset);
    case "identity":
      return (page, offset) => address(ownOfPage(page), offset);
    case "chen-bershad":
      return (page, offset) => {
        if (page.unmapped) return address(recorded(page), offset);
        const colour = (BigInt(page.vpn) + BigInt(hash(page.space, seed))) % colours;
        return address(2n ** 100n + ownOfPage(page) * colours + colour, offset);
      };
    default:
      throw new Error(`the model has no mapping ${kind}`);
  }
}

/** The most pages in one way of any cache, at least 1. */
function coloursOf(machine: Machine): number {
  let colours = 1;
  for (const cache of Object.values(machine.caches)) {
    if (cache === undefined || cache.ways === "full") continue;
    colours = Math.max(colours, cache.size / cache.ways / 4096);
  }
  return colours;
}
