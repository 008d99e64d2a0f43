/**
 * `mcpi explain`: a small trace reference by reference, for teaching.
 */
import type { Argv } from "yargs";
import { UsageError } from "../console/errors.ts";
import { openOutput } from "../console/output.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import { Explainer, type Step } from "../explain/explainer.ts";
import { singleReferences } from "../explain/single-references.ts";
import { STEP_COLUMNS, stepText } from "../explain/step-text.ts";
import { type ArgumentsOf, parsed, text, texts } from "../options/common.ts";
import { machineOf, machineOptions } from "../options/machine.ts";
import { parseCount } from "../options/size.ts";
import { checkTraces, openSource, traceOptions } from "../options/trace.ts";
import { CsvFile } from "../results/csv-file.ts";
import { replay } from "../stream/replay.ts";
import { CountingWindow } from "../stream/window.ts";

/** References that are explained unasked: somebody has to read them. */
const MOST_REFERENCES = 10_000;

const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      demandOption: true,
      describe: "a small trace: a file, or - for standard input",
    })
    .options(traceOptions)
    .options({
      ...machineOptions,
      set: texts(
        "only this set of the caches; or change a value of the machine, as caches.data.size=64",
        "n or key=value",
      ),
      limit: parsed(
        "--limit",
        `stop after n references (without it, more than ${MOST_REFERENCES} are refused)`,
        "n",
        (given) => parseCount("--limit", given, 1),
      ),
      csv: text("--csv", "write a row for each piece of a reference; - is standard output", "file"),
    })
    .example("$0 explain small.din", "why each reference hits or misses")
    .example(
      "$0 explain small.din --set caches.data.size=64 --set caches.data.line=16",
      "on a cache that fits on a blackboard",
    )
    .example("$0 explain big.mct --limit 200 --set 0", "set 0 in the first 200 references");

type Arguments = ArgumentsOf<typeof builder>;

export const explainCommand = defineCommand(
  "explain <trace>",
  "step through a small trace: hit or miss, its class, and why, for each reference",
  builder,
  run,
);

async function run(given: Arguments, context: CommandContext): Promise<void> {
  const { signal, progress, style, output } = context;
  const settings = (given.set ?? []).filter((one) => one.includes("="));
  const sets = (given.set ?? [])
    .filter((one) => !one.includes("="))
    .map((one) => parseCount("--set", one, 0));
  checkTraces([given.trace], [given.csv]);
  const machine = machineOf({ ...given, set: settings });
  const source = await openSource(given.trace, given, context.warn);
  const explainer = new Explainer(machine, source.pages);
  const show = await newPrinter(given, context);
  let told: Step[] = [];
  const tell = async () => {
    await show.write(told.flatMap((step) => withSets(step, sets)));
    told = [];
  };
  // Nothing is printed of a trace that is refused.
  const flush = given.limit === undefined ? async () => {} : tell;
  let steps = 0;
  await replay(
    source,
    [
      {
        consume: (batch) => {
          for (const single of singleReferences(batch)) {
            const step = explainer.step(single);
            if (step === undefined) continue;
            told.push(step);
            if (++steps > MOST_REFERENCES && given.limit === undefined)
              throw new UsageError(
                `${given.trace} has more than ${MOST_REFERENCES} references; --limit n explains the first n`,
              );
          }
        },
        resetCounts: () => {},
      },
    ],
    { signal, progress, afterBatch: flush, window: new CountingWindow({ take: given.limit }) },
  );
  await tell();
  await show.close();
  if (steps === 0 && given.csv === undefined)
    await output.write(`${style("dim", "the trace has no references")}\n`);
}

interface Printer {
  write(steps: readonly Step[]): Promise<void>;
  close(): Promise<void>;
}

async function newPrinter({ csv }: Arguments, { output, style }: CommandContext): Promise<Printer> {
  if (csv === undefined)
    return {
      write: (steps) => output.write(steps.map((step) => stepText(step, style)).join("")),
      close: async () => {},
    };
  const file = new CsvFile(await openOutput(csv, output), STEP_COLUMNS);
  return {
    write: (steps) =>
      file.write(steps.flatMap((step) => step.pieces.map((piece) => ({ step, piece })))),
    close: () => file.close(),
  };
}

/** The step with its pieces in these sets; none, if it has none there. No sets are all sets. */
function withSets(step: Step, sets: readonly number[]): Step[] {
  if (sets.length === 0) return [step];
  const pieces = step.pieces.filter((piece) => sets.includes(piece.set));
  return pieces.length === 0 ? [] : [{ ...step, pieces }];
}
