/** A switch in generated code: one case a number, and what happens otherwise. */
import type { Expression, FunctionBuilder, Label } from "@mcpi/trace/wasm";

/** Runs the case of `index`, which may leave; then goes on behind. Numbers without a case are `otherwise`. */
export function emitSwitch(
  f: FunctionBuilder,
  index: Expression,
  cases: ReadonlyMap<number, () => void>,
  otherwise: () => void,
): void {
  f.block((done) => {
    const keys = [...cases.keys()];
    const labels = new Map<number, Label>();
    const open = (depth: number): void => {
      if (depth < keys.length) {
        const key = keys[keys.length - 1 - depth];
        f.block((label) => {
          labels.set(key, label);
          open(depth + 1);
        });
        // What stands behind the end of a case's block is the case.
        cases.get(key)!();
        f.br(done);
        return;
      }
      f.block((none) => {
        const most = Math.max(-1, ...keys);
        const table = Array.from({ length: most + 1 }, (_, key) => labels.get(key) ?? none);
        f.brTable(index, table, none);
      });
      otherwise();
      f.br(done);
    };
    open(0);
  });
}
