/*
 * Tests of the kernel's own interface, run by the first task in place of the UNIX server. Each test is a
 * function; what it finds wrong is printed, and the next test begins. A line for each:
 *
 *      ok <name>
 *      FAILED <name>: <file>:<line>: <what was expected>
 */
#ifndef TEST_HARNESS_H
#define TEST_HARNESS_H

#include <mach/mach.h>
#include <services.h>

extern mach_port_t host_priv, device_master;
extern unsigned test_seed; /* boot argument seed=; 1 */

struct test {
    const char *name;
    void (*run)(void);
};

/* The tests of each file, to a name of NULL. */
extern const struct test rpc_tests[], rights_tests[], notify_tests[], set_tests[], timeout_tests[],
    memory_tests[], pager_tests[], thread_tests[], exception_tests[], task_tests[], device_tests[],
    exhaustion_tests[], soak_tests[], hostile_tests[], bench_tests[];

void test_failed(const char *file, int line, const char *what, unsigned found, unsigned expected);

/* A condition; a value; what a call of the kernel's must answer. A test goes on after the first
 * failure only if what follows does not depend on it. */
#define CHECK(condition)                                            \
    do {                                                            \
        if (!(condition)) {                                         \
            test_failed(__FILE__, __LINE__, #condition, 0, 0);      \
            return;                                                 \
        }                                                           \
    } while (0)
#define CHECK_IS(call, expected)                                                            \
    do {                                                                                    \
        unsigned found_ = (unsigned)(call), expected_ = (unsigned)(expected);               \
        if (found_ != expected_) {                                                          \
            test_failed(__FILE__, __LINE__, #call, found_, expected_);                      \
            return;                                                                         \
        }                                                                                   \
    } while (0)
#define OK(call) CHECK_IS(call, KERN_SUCCESS)

/* A thread of this task that calls function(argument) and then stops; its port, or MACH_PORT_NULL. */
mach_port_t thread_begin(void (*function)(void *), void *argument);
void thread_end(void); /* the running one; does not return */
void threads_reuse(void); /* those of earlier tests have stopped: their stacks are free */

mach_port_t port_make(void); /* a receive right */
mach_port_t send_make(mach_port_t receive); /* the same name now has a send right */
/* A message of the header only, by a send right that is made. */
mach_msg_return_t poke(mach_port_t port, mach_msg_id_t id);
/* The id of the next message of at most 512 bytes, or -1 after some milliseconds. */
mach_msg_id_t next_message(mach_port_t port, unsigned milliseconds);
/* The last message that next_message() has received. */
extern union any_message {
    mach_msg_header_t head;
    char bytes[1024];
} received;

#endif
