/**
 * Runs a machine until what was asked for, the user interrupts, or it can go no further: it waits
 * for a console on which nobody will type.
 */
import type { BreakStop, Decstation } from "@mcpi/kernels";
import type { Progress } from "../console/progress.ts";

/** Who types on a machine's console. */
export interface Typist {
  /** Nothing more will be typed. */
  readonly ended: boolean;
  /** Bytes that have been typed and not taken. */
  readonly waiting: number;
  /** Is told that what the guest sends cannot be written any more. */
  onFailure: () => void;
}

export interface RunSurroundings {
  readonly console: Typist;
  readonly signal: AbortSignal;
  /** Undefined where the guest's console is on the same screen. */
  readonly progress: Progress | undefined;
}

/** Why a run has ended. */
export type Ended = BreakStop | { readonly why: "interrupt" } | { readonly why: "no input" };

/**
 * How often the machine is looked at, in milliseconds; and after how many looks at which it had
 * executed nothing more it is given up, if nobody can type.
 */
const LOOK_MILLISECONDS = 100;
const LOOKS_WITHOUT_PROGRESS = 5;

/** @param go lets the machine run, and may be called once */
export async function runMachine(
  machine: Decstation,
  go: () => Promise<BreakStop>,
  { console, signal, progress }: RunSurroundings,
): Promise<Ended> {
  const first = machine.time.retired;
  let retired = -1;
  let looks = 0;
  let stuck = false;
  const stop = () => machine.stop();
  const timer = setInterval(() => {
    looks = machine.time.retired === retired ? looks + 1 : 0;
    retired = machine.time.retired;
    if (looks >= LOOKS_WITHOUT_PROGRESS && console.ended && console.waiting === 0) {
      stuck = true;
      stop();
    }
    progress?.show((seconds) => progressText(machine, machine.time.retired - first, seconds));
  }, LOOK_MILLISECONDS);
  signal.addEventListener("abort", stop);
  console.onFailure = stop;
  if (signal.aborted) stop();
  const began = performance.now();
  progress?.begin("");
  try {
    const stopped = await go();
    if (signal.aborted) return { why: "interrupt" };
    return stuck && stopped.why === "asked" ? { why: "no input" } : stopped;
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", stop);
    progress?.end();
    seconds.set(machine, secondsOf(machine) + (performance.now() - began) / 1000);
  }
}

const seconds = new WeakMap<Decstation, number>();

/** Seconds, of this host's time, that a machine has been run. */
export const secondsOf = (machine: Decstation): number => seconds.get(machine) ?? 0;

function progressText(machine: Decstation, retired: number, seconds: number): string {
  const million = (count: number) => (count / 1e6).toFixed(1);
  const simulated = machine.now / machine.queue.hertz;
  return [
    `${million(machine.time.retired)} M instructions`,
    `${million(retired / Math.max(seconds, 1e-3))} M/s`,
    `${simulated.toFixed(1)} s of the machine's time`,
  ].join("  ");
}
