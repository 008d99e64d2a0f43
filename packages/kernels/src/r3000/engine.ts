/**
 * Runs a processor: generated code as far as it goes, and in between what it leaves to TypeScript.
 *
 * The engine comes back to its caller at a deadline (a cycle), when the batch is full, or at a place
 * that is watched; devices and hosts are the caller's (machine/…).
 */
import { ModuleBuilder } from "@mcpi/trace/wasm";
import { defineInterpreter } from "./interpreter.ts";
import type { Processor } from "./processor.ts";
import type { DeclaredReferences, References } from "./references.ts";
import { executeSlowly } from "./slow-path.ts";
import * as at from "./state.ts";
import { EXIT } from "./state.ts";
import { Translator } from "./translator.ts";

export type EngineName = "interpreter" | "translator";

/** Why `run` has come back. */
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
    this.translator = name === "translator" ? new Translator(processor, references) : undefined;
  }

  /**
   * Runs until the clock's deadline, at most `steps` instructions if given (then one by one).
   */
  run(steps?: number): Pause {
    const p = this.#processor;
    p.word(at.STEPS, steps ?? MOST_STEPS);
    const translator = steps === undefined ? this.translator : undefined;
    for (;;) {
      let exit = translator === undefined ? EXIT.interpret : translator.run();
      if (exit === EXIT.interpret || exit === EXIT.deadline) exit = this.#interpret();
      switch (exit) {
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
        case EXIT.slow:
          switch (executeSlowly(p)) {
            case "touched":
              return "touched";
            case "executed":
              if (steps !== undefined) return "steps";
              break;
            default:
              break;
          }
          break;
        default:
          break;
      }
    }
  }
}
