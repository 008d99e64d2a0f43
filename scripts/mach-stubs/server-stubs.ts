/**
 * The half of who is asked: for each routine a function that takes the request apart, calls it, and
 * puts the answer together; and the demultiplexer that finds that function by the request's id. In
 * the kernel, where ports are the kernel's own, they become its objects on the way.
 */
import { type Interface, isCounted, isLong, isPolymorphic, type Routine } from "./interface.ts";
import {
  anyComplex,
  badType,
  bytesOf,
  descriptor,
  head,
  include,
  type Item,
  leastSize,
  moves,
  nameOf,
  numberOf,
  origin,
  parameters,
  replyItems,
  requestItems,
  structure,
} from "./layout.ts";

export function serverHeader(what: Interface): string {
  const guard = `MACH_${what.name.toUpperCase()}_SERVER_H`;
  return [
    origin(what),
    `#ifndef ${guard}`,
    `#define ${guard}`,
    "",
    "#include <mach/mig_errors.h>",
    what.kernelServer ? "#include <ipc/ipc_types.h>" : "#include <mach/mach_types.h>",
    ...[...what.imports, ...what.serverImports].map(include),
    "",
    ...what.routines.map((routine) => `${prototype(what, routine)};`),
    "",
    "/* The function for a request; NULL: its id is none of these. */",
    `mig_routine_t ${what.demultiplexer}_routine(const mach_msg_header_t *request);`,
    ...(what.kernelServer
      ? []
      : [
          "/* Makes the answer to a request. FALSE: its id is none of these, and the answer says so. */",
          `boolean_t ${what.demultiplexer}(mach_msg_header_t *request, mach_msg_header_t *reply);`,
        ]),
    "",
    "#endif",
    "",
  ].join("\n");
}

export function serverSource(what: Interface): string {
  return [
    origin(what),
    "#include <string.h>",
    `#include <mach/${what.name}_server.h>`,
    "",
    ...what.routines.map(
      (routine) =>
        `static void _X${routine.name}(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP)\n{\n${body(what, routine).join("\n")}\n}\n`,
    ),
    ...table(what),
  ].join("\n");
}

function prototype(what: Interface, routine: Routine): string {
  const list = routine.all.filter(({ atServer }) => atServer);
  return head(
    "kern_return_t",
    `${what.serverPrefix}${routine.name}`,
    list.flatMap((argument) => parameters(argument, "server")),
  );
}

function table(what: Interface): string[] {
  return [
    `static const mig_routine_t routines[${what.ids}] = {`,
    ...what.routines.map((routine) => `    [${routine.id - what.base}] = _X${routine.name},`),
    "};",
    "",
    `mig_routine_t ${what.demultiplexer}_routine(const mach_msg_header_t *request)`,
    "{",
    `    unsigned index = (unsigned)request->msgh_id - ${what.base};`,
    "",
    `    return index < ${what.ids} ? routines[index] : 0;`,
    "}",
    ...(what.kernelServer ? [] : demultiplexer(what)),
    "",
  ];
}

function demultiplexer(what: Interface): string[] {
  return [
    "",
    `boolean_t ${what.demultiplexer}(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP)`,
    "{",
    "    static const mach_msg_type_t RetCodeType = {",
    "        .msgt_name = MACH_MSG_TYPE_INTEGER_32, .msgt_size = 32, .msgt_number = 1, .msgt_inline = TRUE,",
    "    };",
    "    mig_reply_header_t *OutP = (mig_reply_header_t *)OutHeadP;",
    `    mig_routine_t routine = ${what.demultiplexer}_routine(InHeadP);`,
    "",
    "    OutP->Head.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(InHeadP->msgh_bits), 0);",
    "    OutP->Head.msgh_size = sizeof *OutP;",
    "    OutP->Head.msgh_remote_port = InHeadP->msgh_remote_port;",
    "    OutP->Head.msgh_local_port = MACH_PORT_NULL;",
    "    OutP->Head.msgh_seqno = 0;",
    "    OutP->Head.msgh_id = InHeadP->msgh_id + 100;",
    "    OutP->RetCodeType = RetCodeType;",
    "    if (routine == 0) {",
    "        OutP->RetCode = MIG_BAD_ID;",
    "        return FALSE;",
    "    }",
    "    routine(InHeadP, OutHeadP);",
    "    return TRUE;",
    "}",
  ];
}

/** The pointer by which an item is reached: one more for each moving item before it. */
function pointers(base: string, items: readonly Item[]): Map<Item, string> {
  let index = 0;
  return new Map(
    items.map((item) => {
      const pointer = `${base}${index}P`;
      if (moves(item.type)) index++;
      return [item, pointer];
    }),
  );
}

function body(what: Interface, routine: Routine): string[] {
  const items = requestItems(routine.into, routine.out);
  const answers = replyItems(routine.out);
  const inAt = pointers("In", items);
  const outAt = pointers("Out", answers);
  const movable = items.some(({ type }) => moves(type));
  const simple = "(InHeadP->msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0";
  const least = leastSize("Request", "In0P", items);
  const wrongSize = movable
    ? "InHeadP->msgh_size < MsgSize"
    : "InHeadP->msgh_size != sizeof(Request)";
  return [
    ...structure("Request", items, false),
    ...structure("Reply", answers, true),
    ...(items.length > 0 ? ["    Request *In0P = (Request *)InHeadP;"] : []),
    "    Reply *Out0P = (Reply *)OutHeadP;",
    ...(movable ? [`    mach_msg_size_t MsgSize = ${least};`] : []),
    ...items.flatMap((item) =>
      isPolymorphic(item.type, "received") && !isLong(item.type)
        ? []
        : descriptor(`${item.name}Check`, item, "received"),
    ),
    ...answers.flatMap((item) => descriptor(`${item.name}Type`, item, "sent")),
    "",
    `    if (${wrongSize} || ${anyComplex(items) ? simple : `!(${simple})`}) {`,
    "        Out0P->RetCode = MIG_BAD_ARGUMENTS;",
    "        return;",
    "    }",
    ...items.flatMap((item) => take(item, inAt, items)),
    ...answers.flatMap((item) => prepare(item, items, inAt, outAt)),
    ...call(what, routine, inAt, outAt, items, answers),
    ...(answers.length > 0 ? reply(answers, outAt) : []),
  ];
}

/** Checks an item, and moves on behind it. */
function take(item: Item, at: ReadonlyMap<Item, string>, items: readonly Item[]): string[] {
  const { name, type } = item;
  const pointer = at.get(item);
  const type_ = `${pointer}->${name}Type`;
  const bad = [`    if (${badType(type_, `${name}Check`, item)}`];
  const last = items.filter((each) => moves(each.type)).at(-1) === item;
  if (moves(type)) {
    const count = numberOf(type_, type);
    const bytes = `MIG_ROUND(${bytesOf(count, type)})`;
    bad.push(
      ` || ${count} > ${type.count} ||\n        InHeadP->msgh_size ${last ? "!=" : "<"} (MsgSize += ${bytes})`,
    );
    if (type.form === "string")
      bad.push(` || ${count} == 0 || ${pointer}->${name}[${count} - 1] != '\\0'`);
    const behind = items.indexOf(item) + 1 < items.length;
    const next = `In${Number(/\d+/.exec(pointer ?? "0")?.[0]) + 1}P`;
    return [
      ...[`${bad.join("")}) {`, "        Out0P->RetCode = MIG_BAD_ARGUMENTS;"],
      ...["        return;", "    }"],
      ...(behind
        ? [
            `    Request *${next} = (Request *)((char *)${pointer} - (sizeof ${pointer}->${name} - ${bytes}));`,
          ]
        : []),
    ];
  }
  return [
    ...[`${bad.join("")}) {`, "        Out0P->RetCode = MIG_BAD_ARGUMENTS;", "        return;"],
    "    }",
  ];
}

/** Whether the routine may write its answer where that goes in the message. */
function inPlace(item: Item, pointer: string | undefined): boolean {
  const { type } = item;
  return pointer === "Out0P" && !type.wire.port && type.form !== "memory";
}

/** Variables for what the routine gives. */
function prepare(
  item: Item,
  items: readonly Item[],
  inAt: ReadonlyMap<Item, string>,
  outAt: ReadonlyMap<Item, string>,
): string[] {
  const { name, type } = item;
  const lines: string[] = [];
  if (!inPlace(item, outAt.get(item))) {
    if (type.form === "scalar" || type.form === "struct" || type.form === "memory")
      lines.push(`    ${type.server} ${name};`);
    else lines.push(`    ${type.wire.c} ${name}[${type.count}];`);
  }
  if (isCounted(type)) {
    const room = items.find((each) => each.room && each.argument === item.argument);
    lines.push(
      `    mach_msg_type_number_t ${name}Cnt = ${type.form === "memory" ? 0 : type.count};`,
    );
    if (room)
      lines.push(
        `    if (${inAt.get(room)}->${name}Cnt < ${type.count})`,
        `        ${name}Cnt = ${inAt.get(room)}->${name}Cnt;`,
      );
  }
  if (isPolymorphic(type, "sent")) lines.push(`    mach_msg_type_name_t ${name}Poly;`);
  return lines;
}

function call(
  what: Interface,
  routine: Routine,
  inAt: ReadonlyMap<Item, string>,
  outAt: ReadonlyMap<Item, string>,
  items: readonly Item[],
  answers: readonly Item[],
): string[] {
  const requestPort = what.kernelServer ? "msgh_remote_port" : "msgh_local_port";
  const replyPort = what.kernelServer ? "msgh_local_port" : "msgh_remote_port";
  const replyKind = what.kernelServer ? "LOCAL" : "REMOTE";
  const before: string[] = [];
  const after: string[] = [];
  const list: string[] = [];
  for (const argument of routine.all) {
    if (!argument.atServer) continue;
    const { name, type } = argument;
    const translated = (value: string): string => {
      if (type.into === undefined) return type.wire.port ? `(${type.server})${value}` : value;
      const taken = `${type.into.by}((${type.into.from})${value})`;
      if (type.destructor === undefined) return taken;
      before.push(`    ${type.server} ${name} = ${taken};`);
      after.push(`    ${type.destructor}(${name});`);
      return name;
    };
    if (argument.role === "request") {
      list.push(translated(`InHeadP->${requestPort}`));
      continue;
    }
    if (argument.role === "reply") {
      list.push(translated(`InHeadP->${replyPort}`));
      if (isPolymorphic(type, "received"))
        list.push(`MACH_MSGH_BITS_${replyKind}(InHeadP->msgh_bits)`);
      continue;
    }
    if (argument.into && !argument.out) {
      const item = items.find((each) => each.argument === argument && !each.room) as Item;
      const at = `${inAt.get(item)}->${name}`;
      if (type.form === "scalar") list.push(translated(at));
      else list.push(type.form === "memory" ? `(${type.server})${at}` : at);
      if (isPolymorphic(type, "received")) list.push(nameOf(`${at}Type`, type));
      if (isCounted(type)) list.push(numberOf(`${at}Type`, type));
      continue;
    }
    const item = answers.find((each) => each.argument === argument) as Item;
    const placed = inPlace(item, outAt.get(item));
    const at = placed ? `Out0P->${name}` : name;
    if (argument.into) {
      const taken = items.find((each) => each.argument === argument && !each.room) as Item;
      before.push(`    ${at} = ${inAt.get(taken)}->${name};`);
    }
    const pointed = type.form === "scalar" || type.form === "struct" || type.form === "memory";
    list.push(pointed ? `&${at}` : at);
    if (isPolymorphic(type, "sent")) list.push(`&${name}Poly`);
    if (isCounted(type)) list.push(`&${name}Cnt`);
  }
  const function_ = `${what.serverPrefix}${routine.name}`;
  return [
    ...before,
    head("    Out0P->RetCode =", function_, list).concat(";"),
    ...after,
    ...(answers.length > 0 ? ["    if (Out0P->RetCode != KERN_SUCCESS)", "        return;"] : []),
  ];
}

/** The answer, when all has gone well. */
function reply(answers: readonly Item[], at: ReadonlyMap<Item, string>): string[] {
  const lines = ["    Out0P->Head.msgh_size = sizeof(Reply);"];
  if (anyComplex(answers)) lines.push("    Out0P->Head.msgh_bits |= MACH_MSGH_BITS_COMPLEX;");
  for (const [index, item] of answers.entries()) {
    const { name, type } = item;
    const pointer = at.get(item) ?? "Out0P";
    const to = `${pointer}->${name}`;
    const placed = inPlace(item, pointer);
    lines.push(`    ${to}Type = ${name}Type;`);
    if (isPolymorphic(type, "sent")) lines.push(`    ${nameOf(`${to}Type`, type)} = ${name}Poly;`);
    if (type.form === "scalar" && !placed) {
      const value = type.out ? `${type.out.by}(${name})` : name;
      lines.push(`    ${to} = ${type.wire.port ? "(mach_port_t)" : ""}${value};`);
    } else if (type.form === "struct" && !placed) lines.push(`    ${to} = ${name};`);
    else if (type.form === "array" && !placed)
      lines.push(`    memcpy(${to}, ${name}, sizeof ${to});`);
    else if (type.form === "memory")
      lines.push(
        `    ${numberOf(`${to}Type`, type)} = ${name}Cnt;`,
        `    ${to} = (vm_offset_t)${name};`,
      );
    if (!moves(type)) continue;
    if (type.form === "string")
      lines.push(`    mach_msg_type_number_t ${name}Cnt = strlen(${placed ? to : name}) + 1;`);
    if (!placed) lines.push(`    memcpy(${to}, ${name}, ${bytesOf(`${name}Cnt`, type)});`);
    const bytes = `MIG_ROUND(${bytesOf(`${name}Cnt`, type)})`;
    lines.push(
      `    ${numberOf(`${to}Type`, type)} = ${name}Cnt;`,
      `    Out0P->Head.msgh_size -= sizeof ${to} - ${bytes};`,
    );
    if (index + 1 < answers.length) {
      const next = `Out${Number(/\d+/.exec(pointer)?.[0]) + 1}P`;
      lines.push(`    Reply *${next} = (Reply *)((char *)${pointer} - (sizeof ${to} - ${bytes}));`);
    }
  }
  return lines;
}
