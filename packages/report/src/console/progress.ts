/**
 * Progress on standard error, if it is a terminal: how far, million references a second, time left.
 * One line that overwrites itself, at most ten times a second, and is wiped at the end.
 */
import { type Batch, countReferences } from "@mcpi/trace";
import type { Style } from "./style.ts";

export interface ProgressPosition {
  readonly bytes: number;
  readonly total: number | undefined;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const MILLISECONDS_BETWEEN = 100;
/** Of terminals that do not say how wide they are. */
const DEFAULT_COLUMNS = 80;

export class Progress {
  readonly #stream: ProgressStream;
  readonly #shown: boolean;
  readonly #style: Style;
  readonly #now: () => number;
  #label = "";
  #began = 0;
  #next = 0;
  #references = 0;
  #written = false;

  /** @param now milliseconds; for tests */
  constructor(stream: ProgressStream, quiet: boolean, style: Style, now = () => performance.now()) {
    this.#stream = stream;
    this.#shown = stream.isTTY === true && !quiet;
    this.#style = style;
    this.#now = now;
  }

  /** A new trace, or run, begins. */
  begin(label: string): void {
    this.#label = label;
    this.#began = this.#now();
    this.#next = this.#began + MILLISECONDS_BETWEEN;
    this.#references = 0;
  }

  /** A batch has been used; `position` is how far the input has been read. */
  advance(batch: Batch, position: ProgressPosition): void {
    if (!this.#shown) return;
    this.#references += countReferences(batch);
    this.show((seconds) => progressLine(this.#label, this.#references, seconds, position));
  }

  /** Shows what `line` makes of the seconds since `begin`, if it is time for another line. */
  show(line: (seconds: number) => string): void {
    if (!this.#shown) return;
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + MILLISECONDS_BETWEEN;
    const columns = (this.#stream.columns || DEFAULT_COLUMNS) - 1;
    const text = line((now - this.#began) / 1000).slice(0, columns);
    this.#stream.write(`\r\u001b[K${this.#style("dim", text)}`);
    this.#written = true;
  }

  /** Wipes the line, so that other output can follow. */
  end(): void {
    if (this.#written) this.#stream.write("\r\u001b[K");
    this.#written = false;
  }
}

/** `ls.mct  45%  12.3 M references  81.2 M/s  0:03 left` */
export function progressLine(
  label: string,
  references: number,
  seconds: number,
  position: ProgressPosition,
): string {
  const parts = [label];
  const share =
    position.total === undefined || position.total === 0
      ? undefined
      : Math.min(1, position.bytes / position.total);
  if (share !== undefined) parts.push(`${Math.floor(100 * share)}%`);
  parts.push(`${(references / 1e6).toFixed(1)} M references`);
  if (seconds > 0) parts.push(`${(references / 1e6 / seconds).toFixed(1)} M/s`);
  if (share !== undefined && share > 0)
    parts.push(`${clock(Math.ceil((seconds * (1 - share)) / share))} left`);
  return parts.join("  ");
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
