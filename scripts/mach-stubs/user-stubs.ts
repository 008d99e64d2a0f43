/**
 * The caller's half: for each routine a function that makes the request, sends it, and takes the
 * answer apart. In the kernel, one that sends it from there.
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

/** @param names functions that are called otherwise than their routines */
export function userHeader(what: Interface, names: ReadonlyMap<string, string>): string {
  const guard = `MACH_${what.name.toUpperCase()}_USER_H`;
  return [
    origin(what),
    `#ifndef ${guard}`,
    `#define ${guard}`,
    "",
    "#include <mach/mig_errors.h>",
    what.kernelUser ? "#include <ipc/ipc_types.h>" : "#include <mach/mach_types.h>",
    ...[...what.imports, ...what.userImports].map(include),
    "",
    ...what.routines.flatMap((routine) => {
      const given = names.get(routine.name);
      const usual = `${what.userPrefix}${routine.name}`;
      return (given ? [given, usual] : [usual]).map((name) => `${prototype(routine, name)};`);
    }),
    "",
    "#endif",
    "",
  ].join("\n");
}

export function userSource(what: Interface, names: ReadonlyMap<string, string>): string {
  return [
    origin(what),
    "#include <string.h>",
    ...(what.kernelUser
      ? ["#include <ipc/mach_msg.h>"]
      : ["#include <mach/mach_init.h>", "#include <mach/notify.h>"]),
    `#include <mach/${what.name}_user.h>`,
    "",
    ...what.routines.map((routine) => {
      const name = names.get(routine.name) ?? `${what.userPrefix}${routine.name}`;
      return `${prototype(routine, name)}\n{\n${body(what, routine).join("\n")}\n}\n`;
    }),
  ].join("\n");
}

function prototype(routine: Routine, name: string): string {
  const list = routine.all.filter(({ atUser }) => atUser);
  return head(
    "kern_return_t",
    name,
    list.flatMap((argument) => parameters(argument, "user")),
  );
}

function body(what: Interface, routine: Routine): string[] {
  const items = requestItems(routine.into, routine.out);
  const answers = routine.oneWay ? [] : replyItems(routine.out);
  const moving = items.some(({ type }) => moves(type));
  return [
    ...structure("Request", items, false),
    ...(routine.oneWay ? [] : structure("Reply", answers, true)),
    "    union {",
    "        Request In;",
    ...(routine.oneWay ? [] : ["        Reply Out;"]),
    "    } Mess;",
    ...(items.length > 0 ? ["    Request *InP = &Mess.In;"] : []),
    ...(routine.oneWay ? [] : ["    Reply *OutP = &Mess.Out;"]),
    ...(moving || answers.some(({ type }) => moves(type))
      ? ["    mach_msg_size_t MsgSize = sizeof(Request);"]
      : []),
    ...(routine.oneWay ? [] : ["    mach_msg_return_t MsgResult;"]),
    ...items.flatMap((item) => descriptor(`${item.name}Type`, item, "sent")),
    ...(routine.oneWay ? [] : checks(answers)),
    "",
    ...items.flatMap((item, index) => pack(item, index + 1 < items.length)),
    ...send(what, routine, items),
    ...(routine.oneWay ? [] : [...received(routine, answers), "    return KERN_SUCCESS;"]),
  ];
}

function checks(answers: readonly Item[]): string[] {
  return [
    "    static const mach_msg_type_t RetCodeCheck = {",
    "        .msgt_name = MACH_MSG_TYPE_INTEGER_32, .msgt_size = 32, .msgt_number = 1, .msgt_inline = TRUE,",
    "    };",
    ...answers.flatMap((item) =>
      isPolymorphic(item.type, "received") && !isLong(item.type)
        ? []
        : descriptor(`${item.name}Check`, item, "received"),
    ),
  ];
}

/** An item into the request. */
function pack(item: Item, more: boolean): string[] {
  const { type, name, argument } = item;
  const at = `InP->${name}`;
  const lines = [`    ${at}Type = ${name}Type;`];
  if (item.room) return [...lines, `    ${at} = *${name};`];
  const count = `${name}Cnt`;
  if (isPolymorphic(type, "sent")) lines.push(`    ${nameOf(`${at}Type`, type)} = ${name}Poly;`);
  if (argument.dealloc === "asked")
    lines.push(`    ${at}Type.msgtl_header.msgt_deallocate = ${name}Dealloc;`);
  switch (type.form) {
    case "scalar":
      lines.push(
        `    ${at} = ${type.wire.port ? "(mach_port_t)" : ""}${argument.out ? "*" : ""}${name};`,
      );
      break;
    case "struct":
      lines.push(`    ${at} = ${name};`);
      break;
    case "array":
      lines.push(`    memcpy(${at}, ${name}, sizeof ${at});`);
      break;
    case "memory":
      lines.push(
        `    ${numberOf(`${at}Type`, type)} = ${count};`,
        `    ${at} = (vm_offset_t)${name};`,
      );
      break;
    case "varying":
      lines.push(
        `    if (${count} > ${type.count})`,
        "        return MIG_ARRAY_TOO_LARGE;",
        `    memcpy(${at}, ${name}, ${bytesOf(count, type)});`,
        ...moved(item, count, more),
      );
      break;
    case "string":
      lines.push(
        `    mach_msg_type_number_t ${count} = strlen(${name}) + 1;`,
        `    if (${count} > ${type.count})`,
        "        return MIG_ARRAY_TOO_LARGE;",
        `    memcpy(${at}, ${name}, ${count});`,
        ...moved(item, count, more),
      );
      break;
  }
  return lines;
}

/** What comes behind an item of `count` elements is nearer. */
function moved(item: Item, count: string, more: boolean): string[] {
  const { name, type } = item;
  return [
    `    ${numberOf(`InP->${name}Type`, type)} = ${count};`,
    `    MsgSize -= sizeof InP->${name} - MIG_ROUND(${bytesOf(count, type)});`,
    ...(more
      ? [
          `    InP = (Request *)((char *)InP - (sizeof InP->${name} - MIG_ROUND(${bytesOf(count, type)})));`,
        ]
      : []),
  ];
}

function send(what: Interface, routine: Routine, items: readonly Item[]): string[] {
  const { request, replyTo } = routine;
  const complex = anyComplex(items) ? "MACH_MSGH_BITS_COMPLEX | " : "";
  const kind = (wire: { sent: number | undefined }, name: string): string =>
    wire.sent === undefined ? `${name}Poly` : `${wire.sent}`;
  const size = items.some(({ type }) => moves(type)) ? "MsgSize" : "sizeof(Request)";
  const port = `(mach_port_t)${request.name}`;
  const local = replyTo?.atUser
    ? kind(replyTo.type.wire, replyTo.name)
    : routine.oneWay
      ? "0"
      : "MACH_MSG_TYPE_MAKE_SEND_ONCE";
  const reply = replyTo?.atUser
    ? `(mach_port_t)${replyTo.name}`
    : routine.oneWay || what.kernelUser
      ? "MACH_PORT_NULL"
      : "mig_get_reply_port()";
  const lines = [
    `    Mess.In.Head.msgh_bits = ${complex}MACH_MSGH_BITS(${kind(request.type.wire, request.name)}, ${local});`,
    `    Mess.In.Head.msgh_remote_port = ${port};`,
    `    Mess.In.Head.msgh_local_port = ${reply};`,
    "    Mess.In.Head.msgh_seqno = 0;",
    `    Mess.In.Head.msgh_id = ${routine.id};`,
  ];
  if (routine.oneWay)
    return [
      ...lines,
      what.kernelUser
        ? `    return mach_msg_send_from_kernel(&Mess.In.Head, ${size});`
        : `    return mach_msg(&Mess.In.Head, MACH_SEND_MSG, ${size}, 0, MACH_PORT_NULL, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);`,
    ];
  if (what.kernelUser)
    return [
      ...lines,
      `    MsgResult = mach_msg_rpc_from_kernel(&Mess.In.Head, ${size}, sizeof(Reply));`,
      "    if (MsgResult != MACH_MSG_SUCCESS)",
      "        return MsgResult;",
    ];
  return [
    ...lines,
    `    MsgResult = mach_msg(&Mess.In.Head, MACH_SEND_MSG | MACH_RCV_MSG, ${size}, sizeof(Reply), Mess.In.Head.msgh_local_port,`,
    "                      MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);",
    "    if (MsgResult != MACH_MSG_SUCCESS) {",
    "        mig_dealloc_reply_port(Mess.In.Head.msgh_local_port);",
    "        return MsgResult;",
    "    }",
  ];
}

/** The answer, taken apart. */
function received(routine: Routine, answers: readonly Item[]): string[] {
  const movable = answers.some(({ type }) => moves(type));
  const complex = anyComplex(answers);
  const least = leastSize("Reply", "OutP", answers);
  const wrong = movable
    ? `OutP->Head.msgh_size < ${least}`
    : `OutP->Head.msgh_size != sizeof(Reply)`;
  const simple = "(OutP->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0";
  const lines = [
    `    if (OutP->Head.msgh_id != ${routine.id + 100}) {`,
    "        if (OutP->Head.msgh_id == MACH_NOTIFY_SEND_ONCE)",
    "            return MIG_SERVER_DIED;",
    "        mach_msg_destroy(&OutP->Head);",
    "        return MIG_REPLY_MISMATCH;",
    "    }",
    "    if (OutP->Head.msgh_size < sizeof(mig_reply_header_t) ||",
    "        MIG_TYPE_WORD(&OutP->RetCodeType) != MIG_TYPE_WORD(&RetCodeCheck))",
    "        return MIG_TYPE_ERROR;",
    "    if (OutP->RetCode != KERN_SUCCESS)",
    "        return OutP->RetCode;",
    `    if (${wrong} || ${complex ? simple : `!(${simple})`})`,
    "        return MIG_TYPE_ERROR;",
  ];
  if (movable) lines.push(`    MsgSize = ${least};`);
  answers.forEach((item, index) => {
    lines.push(...unpack(item, index + 1 < answers.length));
  });
  return lines;
}

function unpack(item: Item, more: boolean): string[] {
  const { name, type } = item;
  const at = `OutP->${name}`;
  const lines = [
    `    if (${badType(`${at}Type`, `${name}Check`, item)})`,
    "        return MIG_TYPE_ERROR;",
  ];
  const count = numberOf(`${at}Type`, type);
  if (isPolymorphic(type, "received"))
    lines.push(`    *${name}Poly = ${nameOf(`${at}Type`, type)};`);
  switch (type.form) {
    case "scalar":
      lines.push(`    *${name} = ${type.wire.port ? `(${type.user})` : ""}${at};`);
      break;
    case "struct":
      lines.push(`    *${name} = ${at};`);
      break;
    case "array":
      lines.push(`    memcpy(${name}, ${at}, sizeof ${at});`);
      break;
    case "memory":
      lines.push(`    *${name} = (${type.user})${at};`, `    *${name}Cnt = ${count};`);
      break;
    default:
      lines.push(...unpackMoving(item, count, more));
  }
  return lines;
}

function unpackMoving(item: Item, count: string, more: boolean): string[] {
  const { name, type } = item;
  const bytes = `MIG_ROUND(${bytesOf(count, type)})`;
  const lines = [
    `    if (${count} > ${type.count} || OutP->Head.msgh_size < (MsgSize += ${bytes}))`.replace(
      "OutP->Head",
      "Mess.Out.Head",
    ),
    "        return MIG_TYPE_ERROR;",
  ];
  if (isCounted(type))
    lines.push(
      `    if (${count} > *${name}Cnt) {`,
      `        memcpy(${name}, OutP->${name}, ${bytesOf(`*${name}Cnt`, type)});`,
      `        *${name}Cnt = ${count};`,
      "        return MIG_ARRAY_TOO_LARGE;",
      "    }",
      `    *${name}Cnt = ${count};`,
      `    memcpy(${name}, OutP->${name}, ${bytesOf(count, type)});`,
    );
  else
    lines.push(
      `    if (${count} == 0 || OutP->${name}[${count} - 1] != '\\0')`,
      "        return MIG_TYPE_ERROR;",
      `    memcpy(${name}, OutP->${name}, ${count});`,
    );
  if (more) lines.push(`    OutP = (Reply *)((char *)OutP - (sizeof OutP->${name} - ${bytes}));`);
  return lines;
}
