/** Traces written by hand, for tests: one reference or event a line. */
import {
  type Batch,
  copyBatch,
  IDLE_BEGIN,
  IDLE_END,
  MARK,
  PageDictionary,
  StreamBuilder,
  type TraceSource,
} from "@mcpi/trace";

/**
 * A source of the lines of `text`: `f 400000 [size]`, `l 1000 [size]`, `s 1000 [size]` (addresses
 * in hexadecimal, sizes in decimal, default 4), `mark 3`, `kernel`, `user`, `space 2`, `idle`,
 * `busy 100` (cycles skipped in idling).
 * @param records of a batch, at least 16
 */
export function littleTrace(text: string, records = 4096, name = "little"): TraceSource {
  const pages = new PageDictionary();
  const builder = new StreamBuilder({ pages, records });
  const batches: Batch[] = [];
  const take = () => {
    if (!builder.empty) batches.push(copyBatch(builder.take()));
  };
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    append(builder, line);
    if (builder.full) take();
  }
  take();
  return sourceOf(batches, pages, name);
}

export function sourceOf(
  batches: readonly Batch[],
  pages: PageDictionary,
  name: string,
): TraceSource {
  return {
    info: { format: "little", name, physical: false, provenance: {} },
    pages,
    position: { bytes: 0, total: undefined },
    async *batches() {
      yield* batches;
    },
  };
}

function append(builder: StreamBuilder, line: string): void {
  const [what, argument = "0", size = "4"] = line.split(/\s+/);
  const address = Number.parseInt(argument, 16);
  const [vpn, offset] = [Math.floor(address / 4096), address % 4096];
  const number = Number(argument);
  if (what === "f") builder.fetch(vpn, offset, Number(size));
  else if (what === "l") builder.load(vpn, offset, Number(size));
  else if (what === "s") builder.store(vpn, offset, Number(size));
  else if (what === "mark") builder.event(MARK, number);
  else if (what === "kernel") builder.setMode(1);
  else if (what === "user") builder.setMode(0);
  else if (what === "space") builder.setSpace(number);
  else if (what === "idle") builder.event(IDLE_BEGIN);
  else if (what === "busy") builder.event(IDLE_END, number);
  else throw new Error(`little trace: ${line}`);
}
