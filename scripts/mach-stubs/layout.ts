/**
 * Messages as structures in C: of each item its descriptor, then its data. Items of a varying length
 * have room for the most; what comes behind a shorter one is nearer, and so is found by a pointer to
 * the structure that is moved by the difference.
 */
import {
  type Argument,
  type Interface,
  isComplex,
  isCounted,
  isLong,
  isPolymorphic,
  type Type,
} from "./interface.ts";

/** A piece of a message: an argument, or the room that the caller has for one. */
export interface Item {
  readonly name: string;
  readonly type: Type;
  readonly argument: Argument;
  /** It is the number of elements that the caller has room for. */
  readonly room: boolean;
}

export type Way = "sent" | "received";

/** Elements of varying arrays are padded to a word of the largest machine. */
const PAD_BYTES = 8;
const BITS = 8;

const COUNT: Type = {
  name: "count",
  wire: { sent: 2, received: 2, size: 32, c: "int", port: false },
  form: "scalar",
  count: 1,
  user: "mach_msg_type_number_t",
  server: "mach_msg_type_number_t",
};

/** Of the request: what goes in, and for what comes out the room, where that is told. */
export function requestItems(into: readonly Argument[], out: readonly Argument[]): Item[] {
  const items = into.map((argument) => ({
    ...{ name: argument.name, type: argument.type, argument, room: false },
  }));
  const rooms = out
    .filter((argument) => argument.countInOut)
    .map((argument) => ({ name: `${argument.name}Cnt`, type: COUNT, argument, room: true }));
  return [...items, ...rooms];
}

export function replyItems(out: readonly Argument[]): Item[] {
  return out.map((argument) => ({
    ...{ name: argument.name, type: argument.type, argument, room: false },
  }));
}

/** Whether its place among the items moves what comes behind it. */
export function moves(type: Type): boolean {
  return type.form === "varying" || type.form === "string";
}

export function elementBytes(type: Type): number {
  return type.wire.size / BITS;
}

/** Elements that there is room for in the structure. */
export function roomOf(type: Type): number {
  if (!moves(type)) return type.count;
  const bytes = type.count * elementBytes(type);
  return (Math.ceil(bytes / PAD_BYTES) * PAD_BYTES) / elementBytes(type);
}

/** Elements as the message has them in C: all of a kind, but a word is of its own type. */
function field(item: Item): string {
  const { type, name } = item;
  switch (type.form) {
    case "scalar":
      return `${type.wire.port ? "mach_port_t" : type.user} ${name};`;
    case "struct":
      return `${type.user} ${name};`;
    case "memory":
      return `vm_offset_t ${name};`;
    default:
      return `${type.wire.c} ${name}[${roomOf(type)}];`;
  }
}

/** The structure of a message. */
export function structure(name: string, items: readonly Item[], reply: boolean): string[] {
  return [
    "    typedef struct {",
    "        mach_msg_header_t Head;",
    ...(reply ? ["        mach_msg_type_t RetCodeType;", "        kern_return_t RetCode;"] : []),
    ...items.flatMap((item) => [
      `        mach_msg_type${isLong(item.type) ? "_long" : ""}_t ${item.name}Type;`,
      `        ${field(item)}`,
    ]),
    `    } __attribute__((may_alias)) ${name};`,
  ];
}

/** The descriptor as it is sent, or as it must be received; of a counted one, without the number. */
export function descriptor(name: string, item: Item, way: Way): string[] {
  const { type } = item;
  const { wire } = type;
  const size = wire.port || wire.sent === 15 ? "MACH_MSG_PORT_SIZE_BITS" : `${wire.size}`;
  const number = isCounted(type) || type.form === "string" ? 0 : type.count;
  const kind = wire[way] ?? 0;
  const inline = type.form !== "memory";
  const dealloc = way === "sent" && item.argument.dealloc === "yes";
  if (isLong(type))
    return [
      `    static const mach_msg_type_long_t ${name} = {`,
      "        .msgtl_header = {",
      `            .msgt_inline = ${inline ? "TRUE" : "FALSE"}, .msgt_longform = TRUE, .msgt_deallocate = ${dealloc ? "TRUE" : "FALSE"},`,
      "        },",
      `        .msgtl_name = ${kind}, .msgtl_size = ${size}, .msgtl_number = ${number},`,
      "    };",
    ];
  return [
    `    static const mach_msg_type_t ${name} = {`,
    `        .msgt_name = ${kind}, .msgt_size = ${size}, .msgt_number = ${number}, .msgt_inline = ${inline ? "TRUE" : "FALSE"},`,
    "    };",
  ];
}

/** Where in the descriptor the number of elements is, and the name. */
export function numberOf(at: string, type: Type): string {
  return isLong(type) ? `${at}.msgtl_number` : `${at}.msgt_number`;
}

export function nameOf(at: string, type: Type): string {
  return isLong(type) ? `${at}.msgtl_name` : `${at}.msgt_name`;
}

/** A condition in C that is true when a received descriptor is not what it must be. */
export function badType(at: string, expected: string, item: Item): string {
  const { type } = item;
  if (isLong(type)) {
    const header = (member: string): string =>
      `${at}.msgtl_header.${member} != ${expected}.msgtl_header.${member}`;
    return [
      header("msgt_inline"),
      header("msgt_longform"),
      ...(isPolymorphic(type, "received")
        ? [`!MACH_MSG_TYPE_PORT_ANY(${at}.msgtl_name)`]
        : [`${at}.msgtl_name != ${expected}.msgtl_name`]),
      `${at}.msgtl_size != ${expected}.msgtl_size`,
    ].join(" || ");
  }
  if (isPolymorphic(type, "received")) {
    return `!${at}.msgt_inline || ${at}.msgt_longform || ${at}.msgt_number != 1 || !MACH_MSG_TYPE_PORT_ANY(${at}.msgt_name)`;
  }
  if (moves(type)) {
    const same = ["msgt_name", "msgt_size", "msgt_inline", "msgt_longform"];
    return same.map((member) => `${at}.${member} != ${expected}.${member}`).join(" || ");
  }
  return `MIG_TYPE_WORD(&${at}) != MIG_TYPE_WORD(&${expected})`;
}

/** Bytes of the data of a counted item, as C. */
export function bytesOf(count: string, type: Type): string {
  return elementBytes(type) === 1 ? count : `${count} * sizeof(${type.wire.c})`;
}

export function anyComplex(items: readonly Item[]): boolean {
  return items.some(({ type }) => isComplex(type));
}

/** Bytes of a message in which all counted items are empty, as C. */
export function leastSize(name: string, pointer: string, items: readonly Item[]): string {
  const rooms = items
    .filter(({ type }) => moves(type))
    .map((item) => `sizeof ${pointer}->${item.name}`);
  return [`sizeof(${name})`, ...rooms].join(" - ");
}

/** The type in C of an argument at the caller (in, out), or of the routine's. */
export function parameters(argument: Argument, side: "user" | "server"): string[] {
  const { type, name } = argument;
  const c =
    side === "server" ? type.server : type.form === "varying" ? `${type.wire.c} *` : type.user;
  const poly = (way: Way, star: string): string[] =>
    isPolymorphic(type, way) ? [`mach_msg_type_name_t ${star}${name}Poly`] : [];
  if (argument.role === "request")
    return [`${c} ${name}`, ...(side === "user" ? poly("sent", "") : [])];
  if (argument.role === "reply")
    return [`${c} ${name}`, ...poly(side === "user" ? "sent" : "received", "")];
  if (argument.out) {
    const count = isCounted(type) ? [`mach_msg_type_number_t *${name}Cnt`] : [];
    const pointed = type.form === "scalar" || type.form === "struct" || type.form === "memory";
    const way = side === "user" ? "received" : "sent";
    return [
      pointed ? `${c} *${name}` : `${c} ${name}`.replace("* ", "*"),
      ...poly(way, "*"),
      ...count,
    ];
  }
  const count = isCounted(type) ? [`mach_msg_type_number_t ${name}Cnt`] : [];
  const asked = argument.dealloc === "asked" && side === "user" ? [`boolean_t ${name}Dealloc`] : [];
  const constant =
    type.form === "string" && side === "user" ? "const char *" : `${c} `.replace("* ", "*");
  const way = side === "user" ? "sent" : "received";
  return [`${constant}${name}`, ...poly(way, ""), ...count, ...asked];
}

/** A function's head, in lines of no more than a hundred columns. */
export function head(result: string, name: string, list: readonly string[]): string {
  const start = `${result} ${name}(`;
  const lines: string[] = [];
  let line = start;
  for (const [index, parameter] of list.entries()) {
    const text = index + 1 < list.length ? `${parameter}, ` : parameter;
    if (line.length + text.length > WIDTH && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = " ".repeat(start.length);
    }
    line += text;
  }
  lines.push(`${line}${list.length === 0 ? "void" : ""})`);
  return lines.join("\n");
}

const WIDTH = 98;

export function include(file: string): string {
  return `#include ${file}`;
}

/** First line of every file. */
export function origin(what: Interface): string {
  return `/* Made from ${what.name}.defs by scripts/mach-stubs.ts. */`;
}
