/**
 * Options of the commands that run workloads on systems.
 */
import { inGroup, parsed, text } from "../options/common.ts";
import { DEFAULT_MACHINE, machineOptions } from "../options/machine.ts";
import { parseCount } from "../options/size.ts";

const { set, mapping, seed } = machineOptions;

export const runMachineOptions = inGroup("Machine", {
  mem: text("--mem", `its memory system (default ${DEFAULT_MACHINE})`, "name or file"),
  set: { ...set, describe: set.describe.replace("every machine", "the memory system") },
  mapping,
  seed,
  engine: {
    choices: ["translator", "interpreter"] as const,
    describe: "what executes the instructions; results are the same (default translator)",
  },
} as const);

export const systemOptions = inGroup("System", {
  hz: parsed("--hz", "interrupts of the clock a second (default: the system's)", "n", (given) =>
    parseCount("--hz", given, 1),
  ),
  buffers: parsed("--buffers", "its buffer cache, in MB (default 12)", "n", (given) =>
    parseCount("--buffers", given, 1),
  ),
} as const);

export const functionsOption = {
  type: "boolean",
  default: false,
  describe: "rows by function, too",
} as const;
