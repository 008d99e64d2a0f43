/**
 * The operating systems that `mcpi run` and `mcpi paths` know: which image each is, and how it is
 * told what to do.
 */
import { UsageError } from "../console/errors.ts";

export interface System {
  readonly name: string;
  readonly description: string;
  /** The guest image. */
  readonly image: string;
  /** Interrupts of the clock a second, unless the user wants others. */
  readonly hz: number;
  /** Megabytes of its buffer cache. */
  readonly bufferMB: number;
  /** An image whose first program does the operations of the kernel itself, beneath the UNIX. */
  readonly kernelPaths?: string;
  /** Whose figures its paths are compared with: part of names of columns, and a file of fixtures/published. */
  readonly pathsBeside: "bsd44" | "mach30";
}

/** What a boot may have otherwise than its system has it. */
export interface BootChoices {
  readonly hz?: number | undefined;
  readonly bufferMB?: number | undefined;
}

export const SYSTEMS: readonly System[] = [
  {
    name: "ultrix",
    description: "the monolithic kernel, in the manner of Ultrix 4.2",
    image: "ultrix",
    hz: 256,
    bufferMB: 12,
    pathsBeside: "bsd44",
  },
  {
    name: "mach",
    description: "UNIX as a server of a microkernel, in the manner of Mach 3.0",
    image: "mach",
    hz: 64,
    bufferMB: 12,
    kernelPaths: "mach-paths",
    pathsBeside: "mach30",
  },
];

/** @throws UsageError that lists the systems there are. */
export function systemOf(name: string): System {
  const found = SYSTEMS.find((system) => system.name === name);
  if (found === undefined)
    throw new UsageError(
      `${name}: there is no such system; there is ${SYSTEMS.map((system) => system.name).join(", ")}`,
    );
  return found;
}

/** The arguments that the firmware gives the kernel, so that it runs a program instead of a shell. */
export function bootArguments(
  { hz, bufferMB }: System,
  choices: BootChoices,
  program: readonly string[],
): string[] {
  return [
    "boot",
    "5/rz0/vmunix",
    `hz=${choices.hz ?? hz}`,
    `buffers=${choices.bufferMB ?? bufferMB}`,
    `init=${program[0]}`,
    ...program.slice(1),
  ];
}
