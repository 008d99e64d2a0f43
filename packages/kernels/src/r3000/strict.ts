/** Behaviour that is undefined, looked for before an instruction is executed. */
import { decode, registersRead } from "./decode.ts";
import { hexadecimal, type Processor, UndefinedBehaviour } from "./processor.ts";
import * as at from "./state.ts";

/** Under `strict`: an instruction may not read the register that a load is about to write. */
export function checkDelays(p: Processor, word: number, pc: number): void {
  if (!p.options.strict) return;
  const pending = p.word(at.PENDING_OFFSET) >>> 2;
  if (pending < 32 && registersRead(word) & (1 << pending))
    throw new UndefinedBehaviour(
      `the instruction at ${hexadecimal(pc)} reads register ${pending} in the delay of its load`,
    );
  const instruction = decode(word);
  if (
    p.word(at.IN_SLOT) !== 0 &&
    (instruction?.class === "branch" || instruction?.class === "jump")
  )
    throw new UndefinedBehaviour(`there is a branch in a delay slot, at ${hexadecimal(pc)}`);
}
