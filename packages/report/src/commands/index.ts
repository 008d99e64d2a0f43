/** The commands, in the order in which --help lists them. */
import type { Command } from "../context.ts";
import { bootCommand } from "./boot.ts";
import { compareCommand } from "./compare.ts";
import { explainCommand } from "./explain.ts";
import { fsCommand } from "./fs.ts";
import { machinesCommand } from "./machines.ts";
import { pathsCommand } from "./paths.ts";
import { runCommand } from "./run.ts";
import { sensitivityCommand } from "./sensitivity.ts";
import { simCommand } from "./sim.ts";
import { sweepCommand } from "./sweep.ts";
import { traceCommand } from "./trace.ts";

export const COMMANDS: readonly Command[] = [
  simCommand,
  bootCommand,
  runCommand,
  compareCommand,
  pathsCommand,
  machinesCommand,
  fsCommand,
  traceCommand,
  sweepCommand,
  sensitivityCommand,
  explainCommand,
];
