/**
 * Builds WebAssembly modules: the simulator's inner loops are written in it, and specialised when
 * a simulator is built, instead of branching on the machine's description inside the loop.
 *
 * Statements are appended in order by methods of a FunctionBuilder; control structures take their
 * bodies as functions and their labels as objects, so that no depth is ever counted by hand.
 */
import { ByteBuffer } from "./byte-buffer.ts";
import { nameBytes, section, unsignedLeb, vector } from "./encoding.ts";
import {
  type Code,
  codeOf,
  type Expression,
  I32,
  type ValueType,
  type Variable,
} from "./expression.ts";

/** A function of a module, defined or imported, by its index. */
export interface FunctionReference {
  readonly index: number;
}

/** A place that `br` can go to. */
export interface Label {
  readonly depth: number;
}

const EMPTY = 0x40;

export class FunctionBuilder {
  readonly parameters: readonly Variable[];
  readonly #code = new ByteBuffer();
  readonly #locals: ValueType[] = [];
  #depth = 0;

  constructor(parameterTypes: readonly ValueType[]) {
    this.parameters = parameterTypes.map((type, at) => localVariable(at, type));
  }

  /** A new local variable, 0 at the beginning of the function. */
  local(type: ValueType = I32): Variable {
    this.#locals.push(type);
    return localVariable(this.parameters.length + this.#locals.length - 1, type);
  }

  /** A new local that is set to `value` here. */
  let(value: Expression, type: ValueType = I32): Variable {
    const variable = this.local(type);
    this.set(variable, value);
    return variable;
  }

  set(variable: Variable, value: Expression): void {
    this.#put(codeOf(value), variable.put);
  }

  /** variable = variable + value (i32). */
  increase(variable: Variable, value: Expression): void {
    this.#put(variable.get, codeOf(value), 0x6a, variable.put);
  }

  store32(address: Expression, value: Expression, offset = 0): void {
    this.#put(codeOf(address), codeOf(value), 0x36, 2, ...unsignedLeb(offset));
  }

  store64(address: Expression, value: Expression, offset = 0): void {
    this.#put(codeOf(address), codeOf(value), 0x37, 3, ...unsignedLeb(offset));
  }

  /** Stores 16 bytes, which need not be aligned. */
  store128(address: Expression, value: Expression, offset = 0): void {
    this.#put(codeOf(address), codeOf(value), 0xfd, 11, 0, ...unsignedLeb(offset));
  }

  store16(address: Expression, value: Expression, offset = 0): void {
    this.#put(codeOf(address), codeOf(value), 0x3b, 1, ...unsignedLeb(offset));
  }

  store8(address: Expression, value: Expression, offset = 0): void {
    this.#put(codeOf(address), codeOf(value), 0x3a, 0, ...unsignedLeb(offset));
  }

  /** Adds to the i32 at a constant address. */
  count(address: number, value: Expression = 1): void {
    this.#put(0x41, 0, 0x41, 0, 0x28, 2, ...unsignedLeb(address));
    this.#put(codeOf(value), 0x6a, 0x36, 2, ...unsignedLeb(address));
  }

  if(condition: Expression, then: () => void, otherwise?: () => void): void {
    this.#put(codeOf(condition), 0x04, EMPTY);
    this.#depth++;
    then();
    if (otherwise !== undefined) {
      this.#put(0x05);
      otherwise();
    }
    this.#depth--;
    this.#put(0x0b);
  }

  /** A block; `br` to its label leaves it. */
  block(body: (exit: Label) => void): void {
    this.#structure(0x02, body);
  }

  /** A loop; `br` to its label begins it again; falling off its end leaves it. */
  loop(body: (again: Label) => void): void {
    this.#structure(0x03, body);
  }

  br(label: Label): void {
    this.#put(0x0c, ...unsignedLeb(this.#depth - label.depth));
  }

  brIf(label: Label, condition: Expression): void {
    this.#put(codeOf(condition), 0x0d, ...unsignedLeb(this.#depth - label.depth));
  }

  /** Goes to the label of number `index`, to `otherwise` if there is none. */
  brTable(index: Expression, labels: readonly Label[], otherwise: Label): void {
    const depths = [...labels, otherwise].map((label) => unsignedLeb(this.#depth - label.depth));
    this.#put(codeOf(index), 0x0e, ...unsignedLeb(labels.length), ...depths.flat());
  }

  /** Calls and drops nothing: for functions without results. */
  call(callee: FunctionReference, ...args: readonly Expression[]): void {
    this.#put(call(callee, ...args));
  }

  /** Computes a value and drops it. */
  drop(value: Expression): void {
    this.#put(codeOf(value), 0x1a);
  }

  return(...values: readonly Expression[]): void {
    for (const value of values) this.#put(codeOf(value));
    this.#put(0x0f);
  }

  /** Leaves `value` as the function's result at its end. */
  result(value: Expression): void {
    this.#put(codeOf(value));
  }

  /** Appends the function's body as the code section wants it. */
  appendBody(to: ByteBuffer): void {
    const locals = vector(this.#locals.map((type) => [1, type]));
    to.append(unsignedLeb(locals.length + this.#code.length + 1));
    to.append(locals);
    to.appendBuffer(this.#code);
    to.append([0x0b]);
  }

  /** Appends bytes, and those of nested code. */
  #put(...parts: readonly (number | Code)[]): void {
    this.#code.append(parts);
  }

  #structure(opcode: number, body: (label: Label) => void): void {
    this.#put(opcode, EMPTY);
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
    this.#put(0x0b);
  }
}

/** A function type of a module, for indirect calls. */
export interface FunctionType {
  readonly typeIndex: number;
}

/** A call, as an expression, of the function of this type at `element` of the module's table. */
export function callIndirect(
  type: FunctionType,
  element: Expression,
  ...args: readonly Expression[]
): Code {
  return [...args.map(codeOf), codeOf(element), 0x11, ...unsignedLeb(type.typeIndex), 0];
}

/** A call of a function with one result, as an expression. */
export function call(callee: FunctionReference, ...args: readonly Expression[]): Code {
  return [...args.map(codeOf), 0x10, ...unsignedLeb(callee.index)];
}

export class ModuleBuilder {
  readonly #types: number[][] = [];
  readonly #imports: number[][] = [];
  readonly #functions: {
    readonly built: FunctionBuilder;
    readonly body: (f: FunctionBuilder, ...parameters: readonly Variable[]) => void;
  }[] = [];
  readonly #functionTypes: number[] = [];
  readonly #globals: number[][] = [];
  readonly #exports: number[][] = [];
  #importedFunctions = 0;
  #importedGlobals = 0;

  /** Imports `environment.memory`; `shared` memories need their largest size, in 64 KiB pages. */
  importMemory(shared: boolean, mostPages = 65536): void {
    const limits = shared ? [3, 1, ...unsignedLeb(mostPages)] : [0, 1];
    this.#imports.push([...nameBytes("environment"), ...nameBytes("memory"), 2, ...limits]);
  }

  /** Imports `environment.table`, of functions. */
  importTable(): void {
    this.#imports.push([...nameBytes("environment"), ...nameBytes("table"), 1, 0x70, 0, 0]);
  }

  /** Imports the mutable global `environment.name`. All imports come before the first global. */
  importGlobal(name: string, type: ValueType): Variable {
    this.#imports.push([...nameBytes("environment"), ...nameBytes(name), 3, type, 1]);
    return globalVariable(this.#importedGlobals++, type);
  }

  /** The type of functions with these parameters and results. */
  type(parameters: readonly ValueType[], results: readonly ValueType[]): FunctionType {
    return { typeIndex: this.#typeIndex(parameters, results) };
  }

  /** Imports function `environment.name`. All imports come before the first function. */
  importFunction(
    name: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
  ): FunctionReference {
    const type = this.#typeIndex(parameters, results);
    this.#imports.push([...nameBytes("environment"), ...nameBytes(name), 0, ...unsignedLeb(type)]);
    return { index: this.#importedFunctions++ };
  }

  /**
   * A new function, exported if it has a name. Its body is written when the module is finished, so
   * that functions can call each other in any order and all addresses are settled by then.
   */
  function(
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    body: (f: FunctionBuilder, ...parameters: readonly Variable[]) => void,
    exportName?: string,
  ): FunctionReference {
    const index = this.#importedFunctions + this.#functions.length;
    this.#functions.push({ built: new FunctionBuilder(parameters), body });
    this.#functionTypes.push(this.#typeIndex(parameters, results));
    if (exportName !== undefined)
      this.#exports.push([...nameBytes(exportName), 0, ...unsignedLeb(index)]);
    return { index };
  }

  /** A new mutable global, exported if it has a name. */
  global(initial: Code, type: ValueType = I32, exportName?: string): Variable {
    const index = this.#importedGlobals + this.#globals.length;
    const value = new ByteBuffer();
    value.append(initial);
    this.#globals.push([type, 1, ...value.bytes(), 0x0b]);
    if (exportName !== undefined)
      this.#exports.push([...nameBytes(exportName), 3, ...unsignedLeb(index)]);
    return globalVariable(index, type);
  }

  /** The finished module. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bodies = new ByteBuffer();
    // Bodies may declare further functions: the list grows while it is walked.
    for (let at = 0; at < this.#functions.length; at++) {
      const { built, body } = this.#functions[at];
      body(built, ...built.parameters);
      built.appendBody(bodies);
    }
    const module = new ByteBuffer();
    module.append([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    module.append(section(1, vector(this.#types)));
    module.append(section(2, vector(this.#imports)));
    module.append(section(3, vector(this.#functionTypes.map((type) => unsignedLeb(type)))));
    module.append(section(6, vector(this.#globals)));
    module.append(section(7, vector(this.#exports)));
    const count = unsignedLeb(this.#functions.length);
    module.append([10, ...unsignedLeb(count.length + bodies.length), ...count]);
    module.appendBuffer(bodies);
    return module.bytes();
  }

  #typeIndex(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const type = [0x60, ...vector(parameters.map((t) => [t])), ...vector(results.map((t) => [t]))];
    const known = this.#types.findIndex((t) => t.join() === type.join());
    return known >= 0 ? known : this.#types.push(type) - 1;
  }
}

function globalVariable(index: number, type: ValueType): Variable {
  return {
    type,
    get: [0x23, ...unsignedLeb(index)],
    put: [0x24, ...unsignedLeb(index)],
  };
}

function localVariable(index: number, type: ValueType): Variable {
  return { type, get: [0x20, ...unsignedLeb(index)], put: [0x21, ...unsignedLeb(index)] };
}
