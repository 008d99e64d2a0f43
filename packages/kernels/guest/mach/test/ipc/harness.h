/*
 * IPC of the Mach-style kernel on the host: stand-ins for memory, threads and user memory, in harness.c,
 * around the kernel's own sources. A test runs for itself, named on the command line.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_splay.h>
#include <ipc/mach_msg.h>
#include <ipc/mach_port.h>
#include <kern/printf.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mach/notify.h>

#define CHECK(condition) \
    ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
void check_failed(const char *file, int line, const char *what) __attribute__((noreturn));
#define CHECK_EQUAL(a, b) check_equal(__FILE__, __LINE__, #a " == " #b, (long)(a), (long)(b))
void check_equal(const char *file, int line, const char *what, long a, long b);

/* Numbers that are the same in every run. */
unsigned pick(unsigned below);

/* Elements of a zone that are in use, bytes of the kernel's, and of tasks' memory. */
int zone_used(zone_t zone);
extern long kalloc_used, user_used;
/* One allocation in so many fails; 0: none. */
extern unsigned shortage;
void check_nothing_left(void);

/* ---- tasks of one thread ---- */
struct actor {
    struct task task;
    struct thread thread;
    mach_msg_return_t result; /* of its last trap */
    boolean_t waits;
};

void actor_begin(struct actor *actor);
void actor_end(struct actor *actor);
void become(struct actor *actor);

/* A trap of the actor: until it is done, or waits. Then others may go on that it has woken. */
void trap(struct actor *actor, mach_msg_header_t *msg, mach_msg_option_t option,
          mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_t rcv_name,
          mach_msg_timeout_t timeout, mach_port_t notify);
/* Waits that have a time-out end; a wait is interrupted. */
void time_out(struct actor *actor);
void interrupt_wait(struct actor *actor);
extern unsigned handoffs; /* so far */

mach_port_t new_port(struct actor *actor);
/* A send right of `to` for a port that `from` receives for. */
mach_port_t give_send(struct actor *from, mach_port_t name, struct actor *to);

/* What the kernel answers to messages for its own objects. */
extern mig_routine_t kernel_routine;

struct test {
    const char *name;
    void (*run)(void);
};
extern const struct test splay_tests[], space_tests[], message_tests[],
    notify_tests[], body_tests[], traffic_tests[];

#endif
