/** Page mapping, against the sentences of its header and a model that is maps and sets. */
import {
  InputError,
  NO_FRAME,
  PAGE_GLOBAL,
  PAGE_UNCACHED,
  PAGE_UNMAPPED,
  PageDictionary,
} from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MappingDescription } from "../src/machine.ts";
import { createMapping, type PageMapping } from "../src/mapping.ts";
import { mix, spaceHash } from "../src/space-hash.ts";

interface Page {
  vpn: number;
  space: number;
  frame: number;
  flags: number;
}

const KSEG0 = 0x80000;
const KSEG1 = 0xa0000;
const user = (vpn: number, space: number, frame = NO_FRAME): Page => ({
  vpn,
  space,
  frame,
  flags: 0,
});
const kseg0 = (frame: number): Page => ({
  vpn: KSEG0 + frame,
  space: 0,
  frame,
  flags: PAGE_UNMAPPED | PAGE_GLOBAL,
});
const kseg1 = (frame: number): Page => ({
  vpn: KSEG1 + frame,
  space: 0,
  frame,
  flags: PAGE_UNMAPPED | PAGE_GLOBAL | PAGE_UNCACHED,
});

function dictionary(list: readonly Page[]): PageDictionary {
  const pages = new PageDictionary();
  for (const { vpn, space, frame, flags } of list) pages.id(vpn, space, frame, flags);
  return pages;
}

/** The page numbers of a list of pages, in order. */
function numbers(
  description: MappingDescription,
  colours: number,
  list: readonly Page[],
): number[] {
  const pages = dictionary(list);
  const mapping = createMapping(description, colours, pages);
  return list.map(({ vpn, space, frame, flags }) =>
    mapping.pageNumber(pages.id(vpn, space, frame, flags)),
  );
}

describe("recorded", () => {
  const kind = { kind: "recorded" } as const;

  test("pages of one frame share a number of the frame's colour, whatever their flags", () => {
    const list = [
      user(5, 1, 35),
      kseg0(35),
      kseg1(35),
      user(9, 2, 35),
      user(5, 2, 19),
      user(5, 1, 3),
    ];
    expect(numbers(kind, 16, list)).toEqual([3, 3, 3, 3, 19, 35]);
  });

  test("a page without a physical address is an error that names it", () => {
    expect(() => numbers(kind, 16, [user(0x400, 7)])).toThrow(InputError);
    expect(() => numbers(kind, 16, [user(0x400, 7)])).toThrow(
      "mapping recorded: the trace has no physical address for the page at 0x400000 of space 7; mapping identity or chen-bershad was expected",
    );
  });
});

describe("identity", () => {
  const kind = { kind: "identity" } as const;

  test("each virtual page of each space is a page of its own, with its own colour", () => {
    expect(numbers(kind, 4, [user(5, 1), user(5, 2), user(9, 1), user(6, 1), user(5, 1)])).toEqual([
      1, 5, 9, 2, 1,
    ]);
  });

  test("frames do not matter, global and unmapped pages belong to space 0", () => {
    const global = (space: number) => ({ ...user(8, space), flags: PAGE_GLOBAL });
    const unmapped = (space: number) => ({ ...user(8, space), flags: PAGE_UNMAPPED });
    const list = [user(5, 1, 3), user(5, 1, 4), global(0), global(3), unmapped(2), user(8, 3)];
    expect(numbers(kind, 4, list)).toEqual([1, 1, 0, 0, 0, 4]);
  });
});

describe("chen-bershad", () => {
  const kind = { kind: "chen-bershad" } as const;
  const colourOf = (vpn: number, space: number, seed = 0) =>
    (vpn + (spaceHash(space, seed) % 16)) % 16;

  test("mapped pages have the colour (virtual page + h(space)) mod colours", () => {
    for (const seed of [0, 1, 16]) {
      const list = [user(5, 1, 0), user(6, 1, 0), user(5, 2, 0), user(2 ** 40 + 3, 9, 0)];
      const colours = numbers({ kind: "chen-bershad", seed }, 16, list).map((p) => p % 16);
      expect(colours).toEqual(list.map(({ vpn, space }) => colourOf(vpn, space, seed)));
    }
  });

  test("64 KB of virtual addresses never conflict in 16 colours", () => {
    const list = Array.from({ length: 16 }, (_, n) => user(1000 + n, 3));
    expect(new Set(numbers(kind, 16, list).map((p) => p % 16)).size).toBe(16);
  });

  test("unmapped pages are as recorded: aliases share, a mapped page of that frame does not", () => {
    const [cached, uncached, mapped, other] = numbers(kind, 16, [
      kseg0(35),
      kseg1(35),
      user(7, 1, 35),
      kseg0(36),
    ]);
    expect(cached % 16).toBe(3);
    expect(uncached).toBe(cached);
    expect(mapped).not.toBe(cached);
    expect(other % 16).toBe(4);
  });

  test("unmapped pages without frames are as virtual, and apart from recorded frames", () => {
    const bare = { ...kseg0(35), frame: NO_FRAME };
    const recorded = { vpn: 1, space: 0, frame: KSEG0 + 35, flags: PAGE_UNMAPPED };
    const [a, b, c] = numbers(kind, 16, [bare, recorded, { ...kseg1(35), frame: NO_FRAME }]);
    expect(a % 16).toBe(3);
    expect(b % 16).toBe(3);
    expect(new Set([a, b, c]).size).toBe(3);
  });

  test("a page that is mapped anew stays where it was: only page and space count", () => {
    const [a, b] = numbers(kind, 16, [user(5, 1, 3), user(5, 1, 4)]);
    expect(a).toBe(b);
  });

  test("the hash is fixed for good", () => {
    // By hand: mix(1) is the finaliser of MurmurHash3 of 1; h(0, 0) = mix(mix(1)).
    expect(mix(0)).toBe(0);
    expect(mix(1)).toBe(0x514e28b7);
    expect(spaceHash(0, 0)).toBe(mix(0x514e28b7));
    expect([0, 1, 2, 3].map((space) => spaceHash(space, 0) % 16)).toEqual([15, 10, 4, 4]);
    expect([0, 1, 2, 3].map((space) => spaceHash(space, 1) % 16)).toEqual([1, 11, 1, 14]);
  });

  test("the hash spreads spaces and seeds over all colours", () => {
    for (let seed = 0; seed <= 16; seed++) {
      const seen = Array.from({ length: 1600 }, (_, space) => spaceHash(space, seed) % 16);
      for (let colour = 0; colour < 16; colour++) {
        const count = seen.filter((c) => c === colour).length;
        expect(count).toBeGreaterThan(60);
        expect(count).toBeLessThan(140);
      }
    }
  });
});

describe("frames", () => {
  const frames = (
    policy: NonNullable<MappingDescription["policy"]>,
    seed = 0,
  ): MappingDescription => ({
    kind: "frames",
    policy,
    seed,
  });

  test("all pages of a frame share its simulated frame", () => {
    for (const policy of ["random", "first-free", "bin-hopping", "colouring"] as const) {
      const [a, b, c, d] = numbers(frames(policy), 16, [
        user(5, 1, 7),
        kseg0(7),
        kseg1(7),
        kseg0(8),
      ]);
      expect([b, c]).toEqual([a, a]);
      expect(d).not.toBe(a);
    }
  });

  test("first-free counts up in order of first use", () => {
    expect(numbers(frames("first-free"), 4, [kseg0(9), kseg0(2), kseg0(9), kseg0(40)])).toEqual([
      0, 1, 0, 2,
    ]);
  });

  test("bin-hopping goes round the colours", () => {
    const list = [9, 2, 40, 3, 4, 9].map(kseg0);
    expect(numbers(frames("bin-hopping"), 4, list)).toEqual([0, 1, 2, 3, 4, 0]);
  });

  test("colouring follows the virtual page", () => {
    expect(numbers(frames("colouring"), 4, [user(6, 1, 0), user(2, 2, 1), user(7, 1, 2)])).toEqual([
      2, 6, 3,
    ]);
  });

  test("random depends on seed and frame, not on order", () => {
    const colour = (frame: number, seed: number) => mix(mix(mix(seed + 1) + frame) + 0) % 16;
    const list = Array.from({ length: 50 }, (_, n) => kseg0(3 * n));
    for (const seed of [0, 5]) {
      const forth = numbers(frames("random", seed), 16, list).map((p) => p % 16);
      const back = numbers(frames("random", seed), 16, [...list].reverse()).map((p) => p % 16);
      expect(forth).toEqual(list.map(({ frame }) => colour(frame, seed)));
      expect(back.reverse()).toEqual(forth);
    }
    expect(numbers(frames("random", 0), 16, list)).not.toEqual(
      numbers(frames("random", 1), 16, list),
    );
  });

  test("needs physical addresses", () => {
    const pages = dictionary([user(1, 1)]);
    const mapping = createMapping(frames("random"), 4, pages);
    expect(() => mapping.pageNumber(0)).toThrow(
      /^mapping frames: the trace has no physical address/,
    );
    expect(() => mapping.mapped(0)).toThrow(InputError);
  });

  test("a frame that is mapped elsewhere is renewed, one that is shared is not", () => {
    const list = [user(5, 1, 7), user(5, 2, 7), user(6, 2, 7), kseg0(7)];
    const pages = dictionary(list);
    const mapping = createMapping(frames("first-free"), 4, pages);
    expect(mapping.pageNumber(3)).toBe(0); // the kernel clears it
    expect(mapping.mapped(0)).toBe(false); // its first owner
    expect(mapping.mapped(1)).toBe(false); // the same image in another process
    expect(mapping.mapped(3)).toBe(false); // unmapped: nothing
    expect(mapping.mapped(2)).toBe(true); // another use: 1 is taken, then 0 given back
    expect([0, 1, 2, 3].map((id) => mapping.pageNumber(id))).toEqual([1, 1, 1, 1]);
    expect(mapping.mapped(2)).toBe(false);
    expect(mapping.mapped(0)).toBe(true); // and back to 0
    expect(mapping.pageNumber(2)).toBe(0);
    expect(mapping.count).toBe(2);
  });

  test("colouring moves a frame when its colour becomes another", () => {
    const list = [kseg0(8), user(5, 1, 8), user(9, 1, 8), user(6, 1, 8)];
    const mapping = createMapping(frames("colouring"), 4, dictionary(list));
    expect(mapping.pageNumber(0)).toBe(0); // kseg0 page 0x80008: colour 0
    expect(mapping.mapped(1)).toBe(true);
    expect(mapping.pageNumber(0)).toBe(1);
    expect(mapping.mapped(2)).toBe(false); // 9 has the colour of 5
    expect(mapping.mapped(3)).toBe(true);
    expect(mapping.pageNumber(0)).toBe(2);
  });
});

test("virtual colours are of the virtual page, under every mapping", () => {
  const pages = dictionary([user(2 ** 52 - 1, 4, 7), kseg0(5)]);
  for (const kind of ["recorded", "identity", "chen-bershad"] as const) {
    const mapping = createMapping({ kind }, 16, pages);
    expect([mapping.virtualColour(0), mapping.virtualColour(1)]).toEqual([15, 5]);
  }
  const mapping = createMapping({ kind: "frames", policy: "random" }, 16, pages);
  expect([mapping.virtualColour(0), mapping.virtualColour(1)]).toEqual([15, 5]);
});

test("a mapping that would pass 4 GiB is refused with its footprint", () => {
  const mapping = createMapping(
    { kind: "identity" },
    2 ** 18,
    dictionary([0, 1, 2, 3, 4].map((k) => user(k * 2 ** 18 + 5, 1))),
  );
  for (const id of [0, 1, 2, 3]) expect(mapping.pageNumber(id)).toBe(id * 2 ** 18 + 5);
  expect(() => mapping.pageNumber(4)).toThrow(InputError);
  expect(() => mapping.pageNumber(4)).toThrow(
    "mapping: with 4 pages (1 MiB) in use, a page of colour 5 of 262144 would lie beyond 4 GiB; a smaller footprint or another mapping was expected",
  );
});

// The model: pages and events at random, in which much is shared and reassigned.

const page: fc.Arbitrary<Page> = fc.record({
  vpn: fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(KSEG0 + 3, KSEG1 + 3, 2 ** 52 - 1, 2 ** 33)),
  space: fc.constantFrom(0, 1, 2, 2 ** 32 - 1),
  frame: fc.oneof(fc.nat({ max: 12 }), fc.constant(2 ** 40)),
  flags: fc.nat({ max: 7 }),
});
const colours = fc.constantFrom(1, 2, 16, 64);
const anyMapping: fc.Arbitrary<MappingDescription> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("recorded" as const, "identity" as const, "chen-bershad" as const),
    seed: fc.nat({ max: 16 }),
  }),
  fc.record({
    kind: fc.constant("frames" as const),
    policy: fc.constantFrom(
      "random" as const,
      "first-free" as const,
      "bin-hopping" as const,
      "colouring" as const,
    ),
    seed: fc.nat({ max: 16 }),
  }),
);
const use = fc.record({ page, map: fc.boolean() });

/** What must be the same for two pages to be one, in words. */
function identityOf(kind: MappingDescription["kind"], { vpn, space, frame, flags }: Page): string {
  const unmapped = (flags & PAGE_UNMAPPED) !== 0;
  const owner = unmapped || (flags & PAGE_GLOBAL) !== 0 ? 0 : space;
  if (kind === "recorded" || kind === "frames") return `frame ${frame}`;
  if (kind === "chen-bershad" && unmapped) return `frame ${frame}`;
  return `page ${vpn} of ${owner}`;
}

/** The colour that the header gives, where it depends on the page alone. */
function colourOf(
  { kind, seed = 0 }: MappingDescription,
  count: number,
  one: Page,
): number | undefined {
  const { vpn, space, frame, flags } = one;
  const own = (flags & (PAGE_UNMAPPED | PAGE_GLOBAL)) !== 0 ? 0 : space;
  if (kind === "frames") return undefined;
  if (kind === "recorded") return frame % count;
  if (kind === "identity") return vpn % count;
  if ((flags & PAGE_UNMAPPED) !== 0) return frame % count;
  return Number((BigInt(vpn) + BigInt(spaceHash(own, seed))) % BigInt(count));
}

test("two pages have one number if, and only if, they are one page, and it has their colour", () => {
  fc.assert(
    fc.property(anyMapping, colours, fc.array(page, { maxLength: 60 }), (kind, count, list) => {
      const given = numbers(kind, count, list);
      const byIdentity = new Map<string, number>();
      const byNumber = new Map<number, string>();
      list.forEach((one, i) => {
        const same = identityOf(kind.kind, one);
        expect(byIdentity.get(same) ?? given[i]).toBe(given[i]);
        expect(byNumber.get(given[i]) ?? same).toBe(same);
        byIdentity.set(same, given[i]);
        byNumber.set(given[i], same);
        expect(colourOf(kind, count, one) ?? given[i] % count).toBe(given[i] % count);
      });
      // Dense: all lower numbers of a number's colour are in use (first-free: all lower numbers).
      const step = kind.policy === "first-free" ? 1 : count;
      for (const number of byNumber.keys())
        if (number >= step) expect(byNumber.has(number - step)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

/** `frames` with maps and sets, by the sentences of frame-table.ts. */
class Model {
  readonly frames = new Map<number, { number: number; owner: number; times: number }>();
  hop = 0;
  readonly policy: string;
  readonly seed: number;
  readonly colours: number;

  constructor({ policy, seed = 0 }: MappingDescription, colours: number) {
    this.policy = policy ?? "";
    this.seed = seed;
    this.colours = colours;
  }

  choose(frame: number, vpn: number, times: number): number {
    const used = new Set([...this.frames.values()].map(({ number }) => number));
    const start = mix(this.seed + 1);
    const wanted: Record<string, (number: number) => boolean> = {
      "first-free": () => true,
      "bin-hopping": (number) => number % this.colours === this.hop % this.colours,
      colouring: (number) => number % this.colours === vpn % this.colours,
      random: (number) =>
        number % this.colours ===
        mix(
          Number(
            BigInt.asIntN(
              32,
              BigInt(mix(Number(BigInt.asIntN(32, BigInt(start) + BigInt(frame))))) + BigInt(times),
            ),
          ),
        ) %
          this.colours,
    };
    let number = 0;
    while (used.has(number) || !wanted[this.policy](number)) number++;
    this.hop++;
    return number;
  }

  of({ frame, vpn }: Page) {
    const known = this.frames.get(frame);
    if (known) return known;
    const made = { number: this.choose(frame, vpn, 0), owner: -1, times: 0 };
    this.frames.set(frame, made);
    return made;
  }

  map(one: Page): boolean {
    if (one.flags & PAGE_UNMAPPED) return false;
    const entry = this.of(one);
    const { owner, number } = entry;
    entry.owner = one.vpn;
    if (owner === one.vpn) return false;
    if (this.policy === "colouring") {
      if (number % this.colours === one.vpn % this.colours) return false;
    } else if (owner === -1) return false;
    entry.times++;
    entry.number = this.choose(one.frame, one.vpn, entry.times);
    return true;
  }
}

const policies = anyMapping.filter(({ kind }) => kind === "frames");

test("frames are renewed as the model renews them, and stay a bijection", () => {
  fc.assert(
    fc.property(policies, colours, fc.array(use, { maxLength: 80 }), (kind, count, uses) => {
      const pages = dictionary(uses.map((one) => one.page));
      const id = ({ vpn, space, frame, flags }: Page) => pages.id(vpn, space, frame, flags);
      const mapping = createMapping(kind, count, pages);
      const model = new Model(kind, count);
      let largest = -1;
      for (const one of uses) {
        if (one.map) expect(mapping.mapped(id(one.page))).toBe(model.map(one.page));
        else expect(mapping.pageNumber(id(one.page))).toBe(model.of(one.page).number);
        const inUse = [...model.frames.values()].map(({ number }) => number);
        largest = Math.max(largest, ...inUse);
        expect(new Set(inUse).size).toBe(inUse.length);
        expect(mapping.count).toBe(largest + 1);
      }
    }),
    { numRuns: 300 },
  );
});

test("a saved mapping goes on as if nothing had happened", () => {
  fc.assert(
    fc.property(
      anyMapping,
      colours,
      fc.array(use, { maxLength: 60 }),
      fc.nat(),
      (kind, count, uses, at) => {
        const pages = dictionary(uses.map((one) => one.page));
        const step = (mapping: PageMapping, one: (typeof uses)[number]) => {
          const { vpn, space, frame, flags } = one.page;
          const id = pages.id(vpn, space, frame, flags);
          return [one.map ? mapping.mapped(id) : mapping.pageNumber(id), mapping.count];
        };
        const through = createMapping(kind, count, pages);
        const cut = at % (uses.length + 1);
        for (const one of uses.slice(0, cut)) step(through, one);
        const restored = createMapping(kind, count, pages);
        restored.restore(JSON.parse(JSON.stringify(through.save())));
        for (const one of uses.slice(cut)) expect(step(restored, one)).toEqual(step(through, one));
      },
    ),
    { numRuns: 200 },
  );
});
