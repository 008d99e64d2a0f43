/**
 * Runs a processor: generated code as far as it goes, and in between what it leaves to TypeScript.
 *
 * The engine comes back to its caller at a deadline (a cycle), when the batch is full, or at a place
 * that is watched; devices and hosts are the caller's (machine/…).
 */
import { ModuleBuilder } from "@mcpi/trace/wasm";
import { WATCHED } from "./entry-table.ts";
import { defineInterpreter } from "./interpreter.ts";
import type { Processor } from "./processor.ts";
import type { DeclaredReferences, References } from "./references.ts";
import { executeSlowly } from "./slow-path.ts";
import * as at from "./state.ts";
import { EXIT } from "./state.ts";
import { checkDelays } from "./strict.ts";
import { Translator } from "./translator.ts";

export type EngineName = "interpreter" | "translator";

/** Why `run` has come back; "touched": devices or interrupts must be looked at. */
export type Pause = "deadline" | "full" | "steps" | "watch" | "touched";

const MOST_STEPS = 2 ** 31 - 1;

export class Engine {
  readonly #processor: Processor;
  readonly #interpret: () => number;
  readonly translator: Translator | undefined;

  constructor(processor: Processor, references: References, name: EngineName) {
    this.#processor = processor;
    const module = new ModuleBuilder();
    module.importMemory(false);
    const declared: DeclaredReferences = references.declare(module);
    defineInterpreter(module, declared);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
      environment: { memory: processor.memory.memory, ...references.imports },
    });
    this.#interpret = exports.interpret as () => number;
    // What must be looked at instruction by instruction is interpreted.
    const { strict, functionalCaches } = processor.options;
    const translates = name === "translator" && !strict && !functionalCaches;
    this.translator = translates
      ? new Translator(processor, references, this.#interpret)
      : undefined;
  }

  /**
   * Runs until the clock's deadline, at most `steps` instructions and exceptions if given; how many
   * of them are left is then in the word STEPS.
   */
  run(steps = MOST_STEPS): Pause {
    const p = this.#processor;
    p.word(at.STEPS, steps);
    const translator = steps === MOST_STEPS ? this.translator : undefined;
    for (;;) {
      switch (translator === undefined ? this.#interpretSome() : translator.run()) {
        case EXIT.deadline:
          return "deadline";
        case EXIT.full:
          return "full";
        case EXIT.steps:
          return "steps";
        case EXIT.watch:
          return "watch";
        case EXIT.hot:
          translator?.translate(p.pc);
          break;
        case EXIT.slow: {
          p.arrived = false;
          const done = executeSlowly(p);
          if (done === "entered code" && isWatched(p)) return "watch";
          if (done === "entered code" || done === "entered data") break;
          p.word(at.STEPS, p.word(at.STEPS) - 1);
          if (p.arrived && isWatched(p)) return "watch";
          if (done === "touched" || p.interruptPending) return "touched";
          break;
        }
        default:
          break;
      }
    }
  }

  /** Interprets as far as it goes; under `strict` one instruction, after a look at it. */
  #interpretSome(): number {
    const p = this.#processor;
    if (!p.options.strict) return this.#interpret();
    const left = p.word(at.STEPS);
    if (left === 0) return EXIT.steps;
    const { pc } = p;
    const code = at.codeMap(p.user ? 1 : 0) + ((pc >>> 12) << at.MAP_SHIFT);
    const host = p.word(code + at.CODE_HOST);
    if (host !== 0 && (pc & 3) === 0) checkDelays(p, p.word((host + pc) | 0), pc);
    p.word(at.STEPS, 1);
    const exit = this.#interpret();
    p.word(at.STEPS, left - (1 - p.word(at.STEPS)));
    // One step is not all of them.
    return exit === EXIT.steps && left > 1 ? EXIT.interpret : exit;
  }
}

/** Whether PC is a place that is watched. */
function isWatched(p: Processor): boolean {
  const { pc } = p;
  const code = at.codeMap(p.user ? 1 : 0) + ((pc >>> 12) << at.MAP_SHIFT);
  const table = p.word(code + at.CODE_ENTRIES);
  return table !== 0 && p.word(table + (pc & 0xffc)) === WATCHED;
}
