/**
 * The workloads of Chen and Bershad's experiment (Table 2-2), as the driver in the guest runs them:
 * it forks and executes a program so many times in turn, without a shell.
 */
import { UsageError } from "../console/errors.ts";

export interface Workload {
  /** As the paper names it. */
  readonly name: string;
  readonly description: string;
  /** Times that it is run, one after the other. */
  readonly runs: number;
  /** The program and its arguments. */
  readonly program: readonly string[];
  /** The file that its standard output goes to. */
  readonly output: string;
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: "sed",
    description: "the stream editor, three times over the same file of 17 KB",
    runs: 3,
    program: ["/bin/sed", "-f", "/workloads/sed/edit.sed", "/workloads/sed/input"],
    output: "/tmp/sed.out",
  },
];

/** @throws UsageError that lists the workloads there are. */
export function workloadOf(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found === undefined)
    throw new UsageError(
      `${name}: there is no such workload; there is ${WORKLOADS.map((one) => one.name).join(", ")}`,
    );
  return found;
}

/** The driver's arguments, its name first. */
export function driverArguments({ runs, program, output }: Workload): string[] {
  return ["/bin/driver", "-n", String(runs), "-o", output, ...program];
}
