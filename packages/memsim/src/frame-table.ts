/**
 * The mapping `frames`: a bijection between the frames that the traced machine used and simulated
 * ones, applied to mapped and unmapped pages alike: all pages in one frame stay in one.
 *
 * A frame gets its simulated frame at its first use or MAP event, whichever comes first, and keeps
 * it until it is reassigned. It belongs to the virtual page number of its last MAP event, and to
 * nobody before the first. A MAP event at another virtual page number reassigns it: it takes a new
 * simulated frame, then gives the old one back. At the same virtual page number in another space it
 * is shared (one image, two processes) and stays. MAP events of unmapped pages change nothing.
 *
 * The simulated frame is the lowest-numbered free one
 * - `random`: of colour mix(mix(mix(seed + 1) + frame) + n) mod colours, n being the times that the
 *   frame was reassigned (so the order of frames does not matter);
 * - `first-free`: of all;
 * - `bin-hopping`: of the colour after the one that was taken before; the first takes colour 0;
 * - `colouring`: of colour virtual page number mod colours, for the page that is used or mapped.
 *   Here a MAP event at another virtual page number moves the frame if its colour becomes another,
 *   the first MAP event too; else it stays.
 */
import { PAGE_UNMAPPED, type PageDictionary } from "@mcpi/trace";
import type { MappingDescription } from "./machine-schema.ts";
import type { PageMapping } from "./mapping.ts";
import { PageNumbers } from "./page-numbers.ts";
import { recordedFrame } from "./recorded-frame.ts";
import { mix } from "./space-hash.ts";

const NOBODY = -1;

interface Frame {
  readonly frame: number;
  /** Its simulated frame. */
  number: number;
  /** Virtual page number that it belongs to, or NOBODY. */
  owner: number;
  /** Times that it was reassigned. */
  times: number;
}

export class FrameTable implements PageMapping {
  readonly #policy: MappingDescription["policy"];
  readonly #start: number;
  readonly #colours: number;
  readonly #pages: PageDictionary;
  readonly #numbers: PageNumbers;
  readonly #frames = new Map<number, Frame>();
  /** Simulated frames taken so far, for bin hopping. */
  #taken = 0;

  constructor(description: MappingDescription, colours: number, pages: PageDictionary) {
    this.#policy = description.policy;
    this.#start = mix((description.seed ?? 0) + 1);
    this.#colours = colours;
    this.#pages = pages;
    this.#numbers = new PageNumbers(description.policy === "first-free" ? 1 : colours);
  }

  get count(): number {
    return this.#numbers.count;
  }

  pageNumber(id: number): number {
    return this.#frameOf(id).number;
  }

  virtualColour(id: number): number {
    return this.#pages.vpn[id] % this.#colours;
  }

  mapped(id: number): boolean {
    if ((this.#pages.flags[id] & PAGE_UNMAPPED) !== 0) return false;
    const vpn = this.#pages.vpn[id];
    const frame = this.#frameOf(id);
    const before = frame.owner;
    frame.owner = vpn;
    const stays =
      before === vpn ||
      (this.#policy === "colouring"
        ? frame.number % this.#colours === vpn % this.#colours
        : before === NOBODY);
    if (stays) return false;
    const old = frame.number;
    frame.times++;
    frame.number = this.#take(frame, vpn);
    this.#numbers.giveBack(old);
    return true;
  }

  save(): number[] {
    const rows = [...this.#frames.values()].flatMap(({ frame, number, owner, times }) => [
      frame,
      number,
      owner,
      times,
    ]);
    return [this.count, this.#taken, ...rows];
  }

  restore([count, taken, ...rows]: readonly number[]): void {
    this.#frames.clear();
    for (let i = 0; i < rows.length; i += 4) {
      const [frame, number, owner, times] = rows.slice(i, i + 4);
      this.#frames.set(frame, { frame, number, owner, times });
    }
    this.#numbers.restore(
      [...this.#frames.values()].map(({ number }) => number),
      count,
    );
    this.#taken = taken;
  }

  #frameOf(id: number): Frame {
    const recorded = recordedFrame(this.#pages, id, "frames");
    let frame = this.#frames.get(recorded);
    if (frame === undefined) {
      frame = { frame: recorded, number: 0, owner: NOBODY, times: 0 };
      frame.number = this.#take(frame, this.#pages.vpn[id]);
      this.#frames.set(recorded, frame);
    }
    return frame;
  }

  #take(frame: Frame, vpn: number): number {
    return this.#numbers.take(this.#colourFor(frame, vpn));
  }

  #colourFor({ frame, times }: Frame, vpn: number): number {
    switch (this.#policy) {
      case "first-free":
        return 0;
      case "bin-hopping":
        return this.#taken++ % this.#colours;
      case "colouring":
        return vpn % this.#colours;
      default:
        return mix((mix((this.#start + frame) | 0) + times) | 0) % this.#colours;
    }
  }
}
