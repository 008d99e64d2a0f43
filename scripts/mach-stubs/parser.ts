/**
 * Interface definitions after MIG, Mach's interface generator (Draves, Jones, Thompson: MIG - the
 * Mach Interface Generator, CMU 1989): subsystem, types, routines.
 */
import type { Argument, Interface, Routine, Translation, Type, WireType } from "./interface.ts";
import { DefinitionError, type Reader, scan, type Token } from "./scanner.ts";

/** A type before it has a name of its own. */
interface Shape {
  wire: WireType;
  form: Type["form"];
  count: number;
  /** In C, if the shape says so. */
  c?: string;
}

const word = (sent: number, size: number, c: string): WireType => ({
  sent,
  received: sent,
  size,
  c,
  port: false,
});
const PORT_BITS = 32;
const right = (sent: number | undefined, received: number | undefined): WireType => ({
  sent,
  received,
  size: PORT_BITS,
  c: "mach_port_t",
  port: true,
});
const RECEIVE = 16;
const SEND = 17;
const SEND_ONCE = 18;

const BUILT_IN: Readonly<Record<string, WireType>> = {
  MACH_MSG_TYPE_BOOLEAN: word(0, 32, "boolean_t"),
  MACH_MSG_TYPE_INTEGER_16: word(1, 16, "short"),
  MACH_MSG_TYPE_INTEGER_32: word(2, 32, "int"),
  MACH_MSG_TYPE_CHAR: word(8, 8, "char"),
  MACH_MSG_TYPE_BYTE: word(9, 8, "char"),
  MACH_MSG_TYPE_INTEGER_8: word(9, 8, "char"),
  MACH_MSG_TYPE_STRING: word(12, 8, "char"),
  MACH_MSG_TYPE_PORT_NAME: { ...word(15, PORT_BITS, "mach_port_t") },
  MACH_MSG_TYPE_MOVE_RECEIVE: right(16, RECEIVE),
  MACH_MSG_TYPE_PORT_RECEIVE: right(RECEIVE, RECEIVE),
  MACH_MSG_TYPE_MOVE_SEND: right(17, SEND),
  MACH_MSG_TYPE_PORT_SEND: right(SEND, SEND),
  MACH_MSG_TYPE_MOVE_SEND_ONCE: right(18, SEND_ONCE),
  MACH_MSG_TYPE_PORT_SEND_ONCE: right(SEND_ONCE, SEND_ONCE),
  MACH_MSG_TYPE_COPY_SEND: right(19, SEND),
  MACH_MSG_TYPE_MAKE_SEND: right(20, SEND),
  MACH_MSG_TYPE_MAKE_SEND_ONCE: right(21, SEND_ONCE),
  polymorphic: right(undefined, undefined),
};

const ARGUMENT_WORDS = new Set(
  ["in", "out", "inout", "requestport", "replyport", "sreplyport", "ureplyport"].concat(
    "serverin",
    "userin",
  ),
);

/** @throws DefinitionError */
export function parseInterface(
  file: string,
  read: Reader,
  symbols: ReadonlyMap<string, string>,
): Interface {
  return new Parser(scan(file, read, symbols)).parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  readonly #types = new Map<string, Type>();
  readonly #routines: Routine[] = [];
  readonly #imports: Record<"import" | "uimport" | "simport", string[]> = {
    import: [],
    uimport: [],
    simport: [],
  };
  #subsystem:
    | { name: string; base: number; kernelUser: boolean; kernelServer: boolean }
    | undefined;
  #ids = 0;
  #userPrefix = "";
  #serverPrefix = "";
  #demultiplexer: string | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Interface {
    const first = this.#peek();
    while (this.#peek().kind !== "end") this.#statement();
    if (this.#subsystem === undefined) throw new DefinitionError(first, "no subsystem is named");
    return {
      ...this.#subsystem,
      userPrefix: this.#userPrefix,
      serverPrefix: this.#serverPrefix,
      demultiplexer: this.#demultiplexer ?? `${this.#subsystem.name}_server`,
      imports: this.#imports.import,
      userImports: this.#imports.uimport,
      serverImports: this.#imports.simport,
      routines: this.#routines,
      ids: this.#ids,
    };
  }

  // ---- words ----

  #peek(): Token {
    return this.#tokens[this.#next];
  }

  #take(): Token {
    return this.#tokens[this.#next++];
  }

  #is(text: string): boolean {
    return this.#peek().kind !== "end" && this.#peek().text === text;
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): Token {
    const token = this.#take();
    if (token.text !== text)
      throw new DefinitionError(token, `expected ${text}, not ${token.text}`);
    return token;
  }

  #name(what: string): Token {
    const token = this.#take();
    if (token.kind !== "word")
      throw new DefinitionError(token, `expected ${what}, not ${token.text}`);
    return token;
  }

  #number(what: string): number {
    const token = this.#take();
    if (token.kind !== "number")
      throw new DefinitionError(token, `expected ${what}, not ${token.text}`);
    return Number(token.text);
  }

  // ---- statements ----

  #statement(): void {
    const token = this.#name("a statement");
    const keyword = token.text.toLowerCase();
    switch (keyword) {
      case "subsystem":
        this.#subsystemStatement(token);
        break;
      case "type":
        this.#typeStatement();
        break;
      case "import":
      case "uimport":
      case "simport": {
        const file = this.#take();
        if (file.kind !== "file") throw new DefinitionError(file, "expected <file>");
        if (!this.#imports[keyword].includes(file.text)) this.#imports[keyword].push(file.text);
        break;
      }
      case "skip":
        this.#ids++;
        break;
      case "userprefix":
        this.#userPrefix = this.#name("a prefix").text;
        break;
      case "serverprefix":
        this.#serverPrefix = this.#name("a prefix").text;
        break;
      case "serverdemux":
        this.#demultiplexer = this.#name("a name").text;
        break;
      case "routine":
      case "simpleroutine":
        this.#routineStatement(keyword === "simpleroutine");
        break;
      default:
        throw new DefinitionError(token, `unknown statement ${token.text}`);
    }
    this.#expect(";");
  }

  #subsystemStatement(at: Token): void {
    if (this.#subsystem !== undefined) throw new DefinitionError(at, "a second subsystem");
    let kernelUser = false;
    let kernelServer = false;
    let name = this.#name("the subsystem's name");
    for (; ; name = this.#name("the subsystem's name")) {
      if (name.text.toLowerCase() === "kerneluser") kernelUser = true;
      else if (name.text.toLowerCase() === "kernelserver") kernelServer = true;
      else break;
    }
    const base = this.#number("the first id");
    this.#subsystem = { name: name.text, base, kernelUser, kernelServer };
  }

  #typeStatement(): void {
    const name = this.#name("the type's name");
    if (this.#types.has(name.text))
      throw new DefinitionError(name, `type ${name.text} is there already`);
    this.#expect("=");
    const shape = this.#shape();
    const type = this.#translations(name.text, shape, this.#kernelServer());
    this.#types.set(name.text, type);
  }

  #kernelServer(): boolean {
    return this.#subsystem?.kernelServer ?? false;
  }

  // ---- types ----

  #shape(): Shape {
    const token = this.#take();
    switch (token.text) {
      case "^": {
        const shape = this.#shape();
        if (shape.form !== "varying" && shape.form !== "array")
          throw new DefinitionError(token, "only an array is out of line");
        return { ...shape, form: "memory", count: 0 };
      }
      case "array":
        return this.#array(token);
      case "struct": {
        this.#expect("[");
        const count = this.#number("the number of elements");
        this.#expect("]");
        this.#expect("of");
        return { wire: this.#element(token), form: "struct", count };
      }
      case "c_string": {
        this.#expect("[");
        if (this.#accept("*")) this.#expect(":");
        const count = this.#number("the most characters");
        this.#expect("]");
        return { wire: BUILT_IN.MACH_MSG_TYPE_STRING, form: "string", count };
      }
      default:
        return this.#simple(token);
    }
  }

  #array(at: Token): Shape {
    this.#expect("[");
    let form: Type["form"] = "array";
    let count = 0;
    if (this.#accept("*")) {
      form = "varying";
      if (this.#accept(":")) count = this.#number("the most elements");
    } else if (this.#is("]")) form = "varying";
    else count = this.#number("the number of elements");
    this.#expect("]");
    this.#expect("of");
    const wire = this.#element(at);
    if (count === 0 && this.#tokens[this.#tokens.indexOf(at) - 1]?.text !== "^")
      throw new DefinitionError(at, "an array in the message has a bound");
    return { wire, form, count };
  }

  #element(at: Token): WireType {
    const shape = this.#shape();
    if (shape.form === "struct") {
      throw new DefinitionError(at, "elements are words, characters or ports");
    }
    if (shape.form !== "scalar") throw new DefinitionError(at, "elements are not arrays");
    return shape.wire;
  }

  #simple(token: Token): Shape {
    const known = this.#types.get(token.text);
    if (known) return { wire: known.wire, form: known.form, count: known.count, c: known.user };
    let wire = builtIn(token);
    if (this.#accept("|")) {
      const received = builtIn(this.#take());
      wire = { ...wire, received: received.received };
    }
    return { wire, form: "scalar", count: 1 };
  }

  #translations(name: string, shape: Shape, kernelServer: boolean): Type {
    let user = shape.c !== undefined && shape.wire.port ? shape.c : name;
    let server = user;
    let into: Translation | undefined;
    let out: Translation | undefined;
    let destructor: string | undefined;
    for (;;) {
      const token = this.#peek();
      if (this.#accept("ctype")) {
        this.#expect(":");
        user = server = this.#name("a type in C").text;
      } else if (this.#accept("cusertype")) {
        this.#expect(":");
        user = this.#name("a type in C").text;
      } else if (this.#accept("cservertype")) {
        this.#expect(":");
        server = this.#name("a type in C").text;
      } else if (this.#accept("intran")) {
        into = this.#translation(token, "into");
        server = into.c;
      } else if (this.#accept("outtran")) {
        out = this.#translation(token, "out");
        server = out.c;
      } else if (this.#accept("destructor")) {
        this.#expect(":");
        destructor = this.#name("a function").text;
        this.#expect("(");
        this.#name("a type in C");
        this.#expect(")");
      } else break;
    }
    // A kernel gives away what it has made for the answer.
    const wire =
      kernelServer && shape.wire.port && shape.wire.sent === 19
        ? { ...shape.wire, sent: SEND }
        : shape.wire;
    return {
      name,
      wire,
      form: shape.form,
      count: shape.count,
      user,
      server,
      into,
      out,
      destructor,
    };
  }

  /** `: result function(argument)`; of the two types one is a port's. */
  #translation(at: Token, way: "into" | "out"): Translation {
    this.#expect(":");
    const result = this.#name("a type in C").text;
    const by = this.#name("a function").text;
    this.#expect("(");
    const argument = this.#name("a type in C").text;
    this.#expect(")");
    const port = this.#types.get(way === "into" ? argument : result);
    if (port === undefined || !port.wire.port)
      throw new DefinitionError(at, `${by} does not ${way === "into" ? "take" : "give"} a port`);
    return { c: way === "into" ? result : argument, by, from: port.user };
  }

  // ---- routines ----

  #routineStatement(oneWay: boolean): void {
    const name = this.#name("the routine's name");
    if (this.#subsystem === undefined) throw new DefinitionError(name, "no subsystem is named");
    if (this.#routines.some((routine) => routine.name === name.text))
      throw new DefinitionError(name, `routine ${name.text} is there already`);
    const all: Argument[] = [];
    this.#expect("(");
    if (!this.#is(")"))
      do {
        if (all.length > 0 && this.#is(")")) break;
        const argument = this.#argument(all.length === 0);
        if (all.some((other) => other.name === argument.name))
          throw new DefinitionError(argument, `argument ${argument.name} is there twice`);
        all.push(argument);
      } while (this.#accept(";"));
    this.#expect(")");
    const request = all.find(({ role }) => role === "request");
    if (request === undefined || !request.type.wire.port || request.type.form !== "scalar")
      throw new DefinitionError(name, `${name.text}: its first argument is no port`);
    const into = all.filter((each) => each.role === "data" && each.into);
    const out = all.filter((each) => each.role === "data" && each.out);
    if (oneWay && out.length > 0)
      throw new DefinitionError(out[0], `${name.text} has no answer, and so no ${out[0].name}`);
    const { file, line, column } = name;
    this.#routines.push({
      ...{ file, line, column, name: name.text, oneWay, id: this.#subsystem.base + this.#ids++ },
      ...{ request, all, into, out, replyTo: all.find(({ role }) => role === "reply") },
    });
  }

  #argument(first: boolean): Argument {
    let token = this.#name("an argument");
    let way = "in";
    if (ARGUMENT_WORDS.has(token.text.toLowerCase()) && !this.#is(":")) {
      way = token.text.toLowerCase();
      token = this.#name("the argument's name");
    }
    this.#expect(":");
    const type = this.#argumentType();
    const flags = new Set<string>();
    while (this.#accept(",")) {
      const flag = this.#name("a flag");
      let text = flag.text.toLowerCase();
      if (this.#accept("[")) {
        this.#expect("]");
        text += "[]";
      }
      if (!["dealloc", "dealloc[]", "countinout"].includes(text))
        throw new DefinitionError(flag, `unknown flag ${flag.text}`);
      flags.add(text);
    }
    const reply = way.endsWith("replyport");
    const request = way === "requestport" || (first && way === "in");
    if (way === "inout" && type.form !== "scalar")
      throw new DefinitionError(token, `${token.text}: only a word is taken and given back`);
    const { file, line, column } = token;
    return {
      ...{ file, line, column, name: token.text, type },
      role: request ? "request" : reply ? "reply" : "data",
      into: way === "in" || way === "inout",
      out: way === "out" || way === "inout",
      atUser: way !== "sreplyport",
      atServer: way !== "ureplyport",
      dealloc: flags.has("dealloc") ? "yes" : flags.has("dealloc[]") ? "asked" : "no",
      countInOut: flags.has("countinout"),
    };
  }

  #argumentType(): Type {
    const token = this.#peek();
    const known = this.#types.get(token.text);
    if (known) {
      this.#next++;
      return known;
    }
    if (token.kind !== "word" || !(token.text in BUILT_IN))
      throw new DefinitionError(token, `unknown type ${token.text}`);
    const shape = this.#shape();
    return this.#translations(shape.wire.c, shape, false);
  }
}

function builtIn(token: Token): WireType {
  const wire = BUILT_IN[token.text];
  if (wire === undefined) throw new DefinitionError(token, `unknown type ${token.text}`);
  return wire;
}
