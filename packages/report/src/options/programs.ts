/**
 * Functions of a whole system: those of its kernel, and those of the programs on its disk, of which
 * each space runs one.
 */
import { dirname, join } from "node:path";
import {
  type Decstation,
  type Disk,
  type KnownProgram,
  knownPrograms,
  type OpenedImage,
  SpacePrograms,
} from "@mcpi/kernels";
import {
  assignComponents,
  type ComponentMap,
  type Components,
  FunctionLookup,
  programSymbols,
  type SymbolMap,
  splitSymbols,
} from "@mcpi/trace";

/** Where programs lie: below kseg0. */
const USER = { start: 0n, end: 0x8000_0000n };

export interface SystemFunctions {
  readonly lookup: FunctionLookup;
  readonly components: Components | undefined;
  /** Who runs in which space; undefined where no programs are known. */
  readonly programs: SpacePrograms | undefined;
}

/** The programs on the disk that the image's manifest names, whose symbols lie beside it. */
export function programsOf({ manifest, manifestPath }: OpenedImage, disk: Disk): KnownProgram[] {
  const wanted = manifest?.disk;
  if (!wanted || !("file" in wanted) || manifestPath === undefined) return [];
  return knownPrograms(disk, join(dirname(manifestPath), wanted.file));
}

/**
 * @param kernel the image's functions, and those that the map's ranges make
 * @param programs are watched for in the machine from now on
 */
export function systemFunctions(
  machine: Decstation,
  kernel: SymbolMap,
  map: ComponentMap | undefined,
  programs: readonly KnownProgram[],
): SystemFunctions {
  const known = new SpacePrograms(programs);
  if (programs.length > 0) machine.recognise(known);
  const [others, system] = splitSymbols(kernel, USER.end);
  // By address, as everywhere: what is the users' first. Programs that nobody knows are `others`.
  const images = [
    others,
    ...programs.map(({ name, symbols }) => programSymbols(name, symbols, USER)),
    system,
  ];
  const last = images.length - 1;
  const lookup = new FunctionLookup(machine.pages, images, (space) => [known.of(space) + 1, last]);
  return {
    lookup,
    components: map && assignComponents(map, lookup.functions),
    programs: programs.length > 0 ? known : undefined,
  };
}
