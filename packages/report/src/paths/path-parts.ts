/**
 * Parts of operations that others have figures of by themselves: the work of some functions in an
 * operation, which has done each part so many times.
 */
import type { PathWork } from "./path-meter.ts";

export interface PathPartOf {
  readonly key: string;
  readonly title: string;
  /** The operation. */
  readonly of: string;
  /** Times that it does the part. */
  readonly times: number;
  readonly functions: readonly string[];
}

/** Of the Mach-style kernel; keys as in fixtures/published/mach30-paths.csv. */
export const PARTS: readonly PathPartOf[] = [
  {
    key: "trap-entry",
    title: "entry of a system call",
    of: "null-rpc",
    times: 2,
    functions: ["general_vector", "TRAP_syscall"],
  },
  {
    key: "trap-exit",
    title: "exit of a system call",
    of: "null-rpc",
    times: 2,
    functions: ["thread_syscall_return", "TRAP_exception_exit"],
  },
  {
    key: "thread-handoff",
    title: "hand-off to the thread that receives, in another space",
    of: "null-rpc",
    times: 2,
    functions: [
      ...["thread_handoff", "stack_handoff", "pmap_activate", "space_switch"],
      ...["splhigh", "splx"],
    ],
  },
  {
    key: "block-handoff",
    title: "thread_block with a continuation, to another space",
    of: "slow-rpc",
    times: 2,
    functions: [
      ...["thread_block", "thread_select", "dequeue_head", "thread_invoke", "stack_handoff"],
      ...["pmap_activate", "space_switch", "call_continuation"],
    ],
  },
  {
    key: "thread-go",
    title: "thread_go to the run queue",
    of: "slow-rpc",
    times: 2,
    functions: ["thread_go", "thread_setrun", "enqueue_tail"],
  },
  {
    key: "pmap-enter",
    title: "pmap_enter of a page that was not mapped",
    of: "zero-fill",
    times: 1,
    functions: ["pmap_enter", "tlb_map_random"],
  },
  {
    key: "task-create",
    title: "task_create, its message and right left out",
    of: "task-create-call",
    times: 1,
    functions: [
      ...["task_create", "zalloc", "bzero", "vm_map_fork", "vm_map_create", "vm_map_entry_link"],
      ...["vm_map_entry_copy", "_vm_map_entry_create", "vm_object_copy_temporary", "pmap_create"],
      ...["vm_object_pmap_protect", "pmap_protect", "lock_init", "lock_write", "lock_done"],
      ...["eml_task_reference", "ipc_task_init", "ipc_space_create", "ipc_port_alloc_special"],
      ...["ipc_port_make_send", "ipc_port_copy_send", "ipc_kobject_set", "ipc_mqueue_init"],
      ...["ipc_splay_tree_init", "ipc_table_alloc", "ipc_task_enable", "pset_add_task"],
      ...["pset_reference", "task_reference"],
    ],
  },
  {
    key: "thread-create",
    title: "thread_create, its message and right left out",
    of: "thread-create-call",
    times: 1,
    functions: [
      ...["thread_create", "thread_timeout_setup", "pcb_init", "pcb_alloc", "bzero", "bcopy"],
      ...["ipc_thread_init", "ipc_port_alloc_special", "ipc_port_make_send", "ipc_kobject_set"],
      ...["ipc_mqueue_init", "ipc_thread_enable", "pset_reference", "pset_add_thread"],
      ...["compute_priority", "set_pri", "rem_runq", "task_reference", "timer_init"],
    ],
  },
];

/** The work of a part, once. */
export function workOfPart(
  { times, functions }: PathPartOf,
  work: PathWork,
  nameOf: (number: number) => string,
) {
  const own = [...work.functions]
    // What a compiler has split off a function is its part.
    .filter(([number]) => functions.includes(nameOf(number).replace(/\..*$/, "")))
    .map(([, one]) => one);
  const sum = (of: (one: (typeof own)[number]) => number) =>
    own.reduce((total, one) => total + of(one), 0);
  return {
    instructions: Math.round(sum((one) => one.instructions) / times),
    loads: Math.round(sum((one) => one.loads) / times),
    stores: Math.round(sum((one) => one.stores) / times),
    textLines: sum((one) => one.textLines),
  };
}
