/**
 * Sweeps to be timed, beside the two that bench.ts holds to a floor: other store policies, classes,
 * and the miss-ratio curve.
 */
import { cacheGrid, createCurves, createSweep, type SweepCache } from "../src/index.ts";
import type { Workload } from "./workload.ts";

interface SweepEngine {
  readonly name: string;
  /** Makes what can be made before the clock starts; the function it returns is timed. */
  readonly prepare: (workload: Pick<Workload, "pages" | "batches">) => () => void;
}

const LINE = 16;
const ALLOCATE = { hit: "through", miss: "fetch-on-write" } as const;
const AROUND = { hit: "through", miss: "write-around" } as const;
const BACK = { hit: "back", miss: "fetch-on-write" } as const;

/** 8 KB to 512 KB, direct-mapped. */
const sevenSizes = (write: SweepCache["write"]): SweepCache[] =>
  cacheGrid(
    [8, 16, 32, 64, 128, 256, 512].map((kilobytes) => kilobytes * 1024),
    [LINE],
    [1],
    { write },
  );

/** 64 to 4096 sets of 1 to 8 ways, LRU. */
const fiftySix = (write: SweepCache["write"]): SweepCache[] =>
  [64, 128, 256, 512, 1024, 2048, 4096].flatMap((sets) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((ways) => ({ size: sets * ways * LINE, line: LINE, ways, write })),
  );

const sweep =
  (configurations: readonly SweepCache[], threeC: boolean): SweepEngine["prepare"] =>
  ({ pages, batches }) => {
    const one = createSweep(pages, { which: "split", configurations, threeC });
    return () => {
      for (const batch of batches) one.consume(batch);
    };
  };

export const SWEEP_ENGINES: readonly SweepEngine[] = [
  { name: "7 sizes, write-around, three-C", prepare: sweep(sevenSizes(AROUND), true) },
  { name: "7 sizes, no classes", prepare: sweep(sevenSizes(ALLOCATE), false) },
  { name: "56 configurations, three-C", prepare: sweep(fiftySix(ALLOCATE), true) },
  { name: "56 configurations, write-around", prepare: sweep(fiftySix(AROUND), false) },
  { name: "56 configurations, write-back", prepare: sweep(fiftySix(BACK), false) },
  {
    name: "miss-ratio curves, I and D",
    prepare: ({ pages, batches }) => {
      const curves = createCurves(pages, { which: "split", lines: [LINE], write: ALLOCATE });
      return () => {
        for (const batch of batches) curves.consume(batch);
      };
    },
  },
];
