import {
  FunctionLookup,
  IDLE_BEGIN,
  IDLE_END,
  KERNEL_MODE,
  StreamBuilder,
  symbolMapOf,
  USER_MODE,
} from "@mcpi/trace";
import { expect, test } from "vitest";
import { PathMeter } from "../src/paths/path-meter.ts";

const KERNEL = 0x80030;
const BUFFERS = 0x80400;
const USER = 0x400;
const nm = new TextEncoder().encode(
  "80030000 00000010 T entry\n80030010 00000020 T body\n00400000 00000100 T main\n",
);

function meter() {
  const builder = new StreamBuilder();
  const lookup = new FunctionLookup(builder.pages, [symbolMapOf(nm, "k")]);
  const made = new PathMeter(lookup, builder.pages, {
    from: BUFFERS * 4096,
    to: (BUFFERS + 1) * 4096,
  });
  const consume = () => made.consume(builder.take());
  return { builder, lookup, made, consume };
}

test("kernel mode between begin and end, by function; lines once", () => {
  const { builder, lookup, made, consume } = meter();
  builder.setMode(KERNEL_MODE);
  builder.fetch(KERNEL, 0, 4); // before begin: not counted
  builder.load(KERNEL + 1, 0, 4);
  consume();
  made.begin();
  builder.setMode(USER_MODE);
  builder.fetch(USER, 0, 4); // a program's
  builder.store(USER + 1, 0, 4);
  builder.setMode(KERNEL_MODE);
  for (const offset of [0, 4, 8, 12, 16, 20]) builder.fetch(KERNEL, offset, 4);
  builder.load(KERNEL + 1, 0, 4);
  builder.load(KERNEL + 1, 12, 4); // the same line
  builder.store(KERNEL + 1, 16, 4);
  builder.store(BUFFERS, 32, 4);
  builder.load(USER + 1, 64, 4); // a copy from the process
  builder.event(IDLE_BEGIN);
  builder.fetch(KERNEL, 24, 4);
  builder.load(KERNEL + 2, 0, 4);
  builder.event(IDLE_END, 10);
  consume();
  const work = made.end();
  expect(work).toMatchObject({
    instructions: 6,
    loads: 3,
    stores: 2,
    textLines: 2,
    dataLines: 2,
    bufferLines: 1,
    userLines: 1,
  });
  const byName = Object.fromEntries(
    [...work.functions].map(([number, own]) => [lookup.functions[number].name, own]),
  );
  expect(byName).toEqual({
    entry: { instructions: 4, loads: 0, stores: 0, textLines: 1 },
    body: { instructions: 2, loads: 3, stores: 2, textLines: 1 },
  });
});

test("a line at the border of two functions is one line; counts begin anew", () => {
  const { builder, made, consume } = meter();
  const narrow = symbolMapOf(
    new TextEncoder().encode("80030000 00000008 T a\n80030008 00000008 T b\n"),
    "k",
  );
  const two = new PathMeter(new FunctionLookup(builder.pages, [narrow]), builder.pages, {
    from: 0,
    to: 0,
  });
  builder.setMode(KERNEL_MODE);
  consume();
  two.consume(builder.take());
  for (const one of [made, two]) one.begin();
  builder.fetch(KERNEL, 4, 4);
  builder.fetch(KERNEL, 8, 4);
  const batch = builder.take();
  two.consume(batch);
  expect(two.end()).toMatchObject({ instructions: 2, textLines: 1 });
  two.begin();
  expect(two.end()).toMatchObject({ instructions: 0, textLines: 0, dataLines: 0 });
});
