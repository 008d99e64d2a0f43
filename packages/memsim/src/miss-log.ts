/**
 * The miss log: every stall and every miss of the first level, told one by one to a listener, with
 * the instruction that caused it. From it come attribution by function, conflict pairs, and
 * explanations; without a listener it is not even compiled in.
 */
import { LOG_CAUSES, LOG_CLASSES, type LogCause } from "./engine/context.ts";

/** One event. The object is used again for the next: copy what you keep. */
export interface MissEvent {
  /** Record in the batch being consumed; -1 in a refill template. */
  record: number;
  /** Compact address of the instruction that made the reference. */
  instruction: number;
  /** Compact address of the piece of the reference. */
  address: number;
  /** 0 fetch, 1 load, 2 store. */
  kind: number;
  /** What paid for the cycles; `none` for a store miss that stalls nothing. */
  cause: LogCause;
  /** Class of a miss; `none` for waits, and where classes are not asked for. */
  class: (typeof LOG_CLASSES)[number];
  /** Stall cycles. */
  cycles: number;
  /** Set of the first-level cache; -1 for waits. */
  set: number;
  /** Line number that the miss evicted from that set; -1 if none. */
  evicted: number;
  /** Line number that it brought in; -1 if none. */
  line: number;
}

export type MissListener = (event: Readonly<MissEvent>) => void;

/** An event, and the function that fills it in from the generated code and tells the listener. */
export function missLog(listener: MissListener, where: (event: MissEvent) => void) {
  const event: MissEvent = {
    record: -1,
    instruction: 0,
    address: 0,
    kind: 0,
    cause: "none",
    class: "none",
    cycles: 0,
    set: -1,
    evicted: -1,
    line: -1,
  };
  return (
    kind: number,
    cause: number,
    missClass: number,
    cycles: number,
    set: number,
    evicted: number,
    line: number,
  ): void => {
    where(event);
    event.kind = kind;
    event.cause = LOG_CAUSES[cause];
    event.class = LOG_CLASSES[missClass];
    event.cycles = cycles;
    event.set = set;
    event.evicted = evicted;
    event.line = line;
    listener(event);
  };
}
