/** What an interface definition says, as the parser (parser.ts) gives it to the writers. */
import type { Place } from "./scanner.ts";

/** Descriptors of items in messages: Mach 3.0's msgt_name and msgt_size. */
export interface WireType {
  /** Name in the descriptor as sent and as received; undefined: the caller says, or is told. */
  readonly sent: number | undefined;
  readonly received: number | undefined;
  /** Bits of an element. */
  readonly size: number;
  /** The type in C of an element in the message. */
  readonly c: string;
  readonly port: boolean;
}

/** A word of another type that a kernel's routine has in place of a port. */
export interface Translation {
  readonly c: string;
  readonly by: string;
  /** The type in C that `by` takes, or gives. */
  readonly from: string;
}

export interface Type {
  readonly name: string;
  readonly wire: WireType;
  /**
   * scalar: an element. struct: a fixed number of elements, in C one thing. array: a fixed number.
   * varying: up to `count` in the message. string: up to `count` characters with the NUL.
   * memory: any number, out of line.
   */
  readonly form: "scalar" | "struct" | "array" | "varying" | "string" | "memory";
  readonly count: number;
  /** Types of the argument in C, at the caller and at the routine. */
  readonly user: string;
  readonly server: string;
  readonly into?: Translation | undefined;
  readonly out?: Translation | undefined;
  readonly destructor?: string | undefined;
}

export interface Argument extends Place {
  readonly name: string;
  readonly type: Type;
  readonly role: "request" | "reply" | "data";
  readonly into: boolean;
  readonly out: boolean;
  /** Who has it among the arguments. */
  readonly atUser: boolean;
  readonly atServer: boolean;
  /** Memory is the receiver's alone once it is sent: always, or if the caller says so. */
  readonly dealloc: "no" | "yes" | "asked";
  /** The caller says how much it has room for. */
  readonly countInOut: boolean;
}

export interface Routine extends Place {
  readonly name: string;
  readonly oneWay: boolean;
  readonly id: number;
  /** The argument whose port the request goes to. */
  readonly request: Argument;
  readonly replyTo: Argument | undefined;
  /** All, in their order; and those that are in the messages. */
  readonly all: readonly Argument[];
  readonly into: readonly Argument[];
  readonly out: readonly Argument[];
}

export interface Interface {
  readonly name: string;
  readonly base: number;
  readonly kernelUser: boolean;
  readonly kernelServer: boolean;
  readonly userPrefix: string;
  readonly serverPrefix: string;
  readonly demultiplexer: string;
  /** Headers that both sides include, and each for itself. */
  readonly imports: readonly string[];
  readonly userImports: readonly string[];
  readonly serverImports: readonly string[];
  readonly routines: readonly Routine[];
  /** Ids from base, those that are skipped with them. */
  readonly ids: number;
}

/** Whether an item's descriptor is the long one: what does not fit the short one, or has no bound. */
export function isLong(type: Type): boolean {
  return type.form === "memory" || type.count > MOST_OF_SHORT;
}

/** msgt_number has 12 bits. */
const MOST_OF_SHORT = 4095;

/** Whether the item's length is known only to who sends it. */
export function isCounted(type: Type): boolean {
  return type.form === "varying" || type.form === "memory";
}

export function isPolymorphic(type: Type, way: "sent" | "received"): boolean {
  return type.wire.port && type.wire[way] === undefined;
}

/** Whether a message with it has rights or memory. */
export function isComplex(type: Type): boolean {
  return type.wire.port || type.form === "memory";
}
