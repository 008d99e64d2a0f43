/**
 * Functions of a whole system: those of its kernel, those of the programs on its disk and in its
 * image, of which each space runs one, and those of the libraries that every process has mapped.
 */
import { dirname, join } from "node:path";
import {
  type Decstation,
  type Disk,
  type KnownProgram,
  knownModules,
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
const PAGE = 4096;

export interface SystemFunctions {
  readonly lookup: FunctionLookup;
  readonly components: Components | undefined;
  /** Who runs in which space; undefined where no programs are known. */
  readonly programs: SpacePrograms | undefined;
}

/** The programs in the image, and on the disk that its manifest names; their symbols lie beside it. */
export function programsOf(
  { image, manifest, manifestPath }: OpenedImage,
  disk: Disk,
): KnownProgram[] {
  if (manifest === undefined || manifestPath === undefined) return [];
  const wanted = manifest.disk;
  const onDisk =
    wanted && "file" in wanted ? knownPrograms(disk, join(dirname(manifestPath), wanted.file)) : [];
  return [...knownModules(image, manifest, manifestPath), ...onDisk];
}

/**
 * @param kernel the image's functions, and those that the map's ranges make
 * @param programs are watched for in the machine from now on
 */
export function systemFunctions(
  machine: Decstation,
  kernel: SymbolMap,
  map: ComponentMap | undefined,
  all: readonly KnownProgram[],
): SystemFunctions {
  const programs = all.filter(({ library }) => !library);
  const libraries = all.filter(({ library }) => library);
  const areas = libraries.map(({ start, text }) => ({
    start: start - (start % PAGE),
    end: Math.ceil((start + text.length) / PAGE) * PAGE,
  }));
  const known = new SpacePrograms(programs, areas);
  if (programs.length > 0) machine.recognise(known);
  const [others, system] = splitSymbols(kernel, USER.end);
  // By address, as everywhere: what is the users' first. Programs that nobody knows are `others`.
  const images = [
    others,
    ...programs.map(({ name, symbols }) => programSymbols(name, symbols, USER)),
    system,
    ...libraries.map(({ name, symbols }, i) =>
      programSymbols(name, symbols, {
        start: BigInt(areas[i].start),
        end: BigInt(areas[i].end),
      }),
    ),
  ];
  const kernelImage = programs.length + 1;
  const lookup = new FunctionLookup(machine.pages, images, (space, vpn) => {
    const address = vpn * PAGE;
    const library = areas.findIndex(({ start, end }) => address >= start && address < end);
    // Asked about a library's page, nobody may know yet what else the space runs.
    return library < 0 ? [known.of(space) + 1, kernelImage] : [kernelImage + 1 + library];
  });
  return {
    lookup,
    components: map && assignComponents(map, lookup.functions),
    programs: programs.length > 0 ? known : undefined,
  };
}
