/*
 * Task 1 (Mach 3.0's kern/bootstrap.c): an ELF file that the kernel carries becomes a task, whose first
 * thread begins with the firmware's arguments on its stack. At its bootstrap port it is told the ports
 * by which it has the machine.
 */
#include <kern/bootstrap.h>

#include <ipc/ipc_host.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_tt.h>
#include <kern/printf.h>
#include <kern/sched.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mach/vm_param.h>
#include <mach/vm_prot.h>
#include <mips/copy.h>
#include <mips/machine.h>
#include <mips/pcb.h>
#include <vm/vm_map.h>
#include <vm/vm_user.h>

/* ELF (System V ABI, chapters 4 and 5). */
#define ELF_MAGIC 0x464c457fu
#define PT_LOAD 1
#define PF_WRITE 2
#define PF_EXECUTE 1

struct elf_header {
    uint32_t magic, ident[3];
    uint16_t type, machine;
    uint32_t version, entry, phoff, shoff, flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
    uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};

#define USER_STACK_TOP 0x7ffff000u
#define USER_STACK_BYTES 0x10000u
#define STACK_ALIGN 8

extern char boot_module[], boot_module_end[];
extern ipc_port_t master_device_port; /* device/device_init.c */

kern_return_t bootstrap_ports(ipc_port_t bootstrap, ipc_port_t *priv_host, ipc_port_t *priv_device);

task_t first_task;

/* What the first task asks at its bootstrap port. */
kern_return_t bootstrap_ports(ipc_port_t bootstrap, ipc_port_t *priv_host, ipc_port_t *priv_device)
{
    (void)bootstrap;
    *priv_host = ipc_port_make_send(realhost.host_priv_self);
    *priv_device = ipc_port_make_send(master_device_port);
    return KERN_SUCCESS;
}

static void must(kern_return_t result, const char *what)
{
    if (result != KERN_SUCCESS)
        panic("bootstrap: %s: %d", what, result);
}

static void load_segment(vm_map_t map, const struct elf_segment *segment)
{
    vm_offset_t start = trunc_page(segment->vaddr), end = round_page(segment->vaddr + segment->memsz);
    vm_prot_t protection = VM_PROT_READ | (segment->flags & PF_WRITE ? VM_PROT_WRITE : 0) |
                           (segment->flags & PF_EXECUTE ? VM_PROT_EXECUTE : 0);

    must(vm_allocate(map, &start, end - start, FALSE), "no memory");
    if (segment->filesz != 0 &&
        copyout(boot_module + segment->offset, (void *)(vm_offset_t)segment->vaddr, segment->filesz))
        panic("bootstrap: segment at %x", (unsigned)segment->vaddr);
    if (protection != (VM_PROT_READ | VM_PROT_WRITE))
        must(vm_protect(map, start, end - start, FALSE, protection), "protection");
}

/* The program of the boot module in the running thread's task. @returns its entry. */
static vm_offset_t copy_bootstrap(void)
{
    const struct elf_header *header = (const struct elf_header *)boot_module;
    const struct elf_segment *segment = (const struct elf_segment *)(boot_module + header->phoff);

    if (boot_module_end - boot_module < (int)sizeof *header || header->magic != ELF_MAGIC)
        panic("bootstrap: the boot module is no ELF file");
    for (int i = 0; i < header->phnum; i++)
        if (segment[i].type == PT_LOAD && segment[i].memsz != 0)
            load_segment(current_map(), &segment[i]);
    return header->entry;
}

static void put(vm_offset_t at, const void *what, vm_size_t size)
{
    if (copyout(what, (void *)at, size))
        panic("bootstrap: stack");
}

/*
 * The stack: argc, argv[], 0, envp's 0, and above the strings. a0 to a2 are the same three.
 */
static void build_args_and_stack(vm_offset_t entry)
{
    struct mips_saved_state *state = user_regs(current_thread());
    vm_offset_t bottom = USER_STACK_TOP - USER_STACK_BYTES, strings = USER_STACK_TOP, sp;
    vm_offset_t argv[BOOT_ARGUMENTS_MAX + 2];

    must(vm_allocate(current_map(), &bottom, USER_STACK_BYTES, FALSE), "stack");
    for (int i = boot_argc - 1; i >= 0; i--) {
        vm_size_t length = strlen(boot_argv[i]) + 1;

        strings -= length;
        put(strings, boot_argv[i], length);
        argv[i] = strings;
    }
    argv[boot_argc] = 0;
    argv[boot_argc + 1] = 0;
    sp = (strings - sizeof argv - sizeof boot_argc) & ~(vm_offset_t)(STACK_ALIGN - 1);
    put(sp, &boot_argc, sizeof boot_argc);
    put(sp + sizeof boot_argc, argv, (boot_argc + 2) * sizeof argv[0]);
    set_user_regs(current_thread(), entry, sp);
    state->reg[R_A0] = boot_argc;
    state->reg[R_A1] = sp + sizeof boot_argc;
    state->reg[R_A2] = sp + sizeof boot_argc + (boot_argc + 1) * sizeof argv[0];
    state->reg[25] = entry; /* t9, as for any function */
}

/* The first thread of the task, in the kernel. */
static void user_bootstrap(void)
{
    build_args_and_stack(copy_bootstrap());
    thread_bootstrap_return();
}

void bootstrap_create(void)
{
    ipc_port_t port = ipc_port_alloc_kernel();
    thread_t thread;

    if (port == IP_NULL)
        panic("bootstrap: no port");
    ipc_kobject_set(port, (ipc_kobject_t)port, IKOT_UNKNOWN);
    must(task_create(TASK_NULL, FALSE, &first_task), "task");
    first_task->priority = BASEPRI_USER;
    must(task_set_special_port(first_task, TASK_BOOTSTRAP_PORT, ipc_port_make_send(port)), "port");
    must(thread_create(first_task, &thread), "thread");
    thread_start(thread, user_bootstrap);
    (void)thread_resume(thread);
    thread_deallocate(thread);
}
