/*
 * One operation that is measured: announced on the console, then done TIMES times between its two
 * marks, as by the UNIX program paths (apps/paths/operation.h). `mcpi paths` reads announcements and
 * marks.
 */
#ifndef PATHS_OPERATION_H
#define PATHS_OPERATION_H

/* The first time finds things as others left them; of the rest the shortest is taken. */
#define TIMES 9

/* An instruction that does nothing; the code is part of it. */
#define MARK(code) __asm__ volatile("ori $0, $0, %0" : : "i"(code) : "memory")

#define MEASURING_BEGINS 1
#define MEASURING_ENDS 2

/* Prints the line, and waits until it is out: it interrupts no more. */
void announce(int number, const char *key, const char *title);

/* Does `statement` TIMES times, each after `before` and before `after`, which are not measured. */
#define OPERATION(n, key, title, before, statement, after) \
    do {                                                   \
        announce(n, key, title);                           \
        for (int i = 0; i < TIMES; i++) {                  \
            before;                                        \
            MARK(0x100 + 2 * (n));                         \
            statement;                                     \
            MARK(0x101 + 2 * (n));                         \
            after;                                         \
        }                                                  \
    } while (0)

/* Ends the task with a message: what it measures would be something else. */
void must(int done, const char *what);

enum {
    NULL_RPC, SLOW_RPC, REDIRECTION, FAULT_ZERO, FAULT_COPY, FAULT_MAP_IN, FAULT_MODIFY, FAULT_PAGER,
    VM_ALLOCATE, VM_MAP, VM_DEALLOCATE, TASK_CREATE, THREAD_CREATE, BLOCK_SWITCH, DEVICE_READ, DEVICE_WRITE
};

void measure_messages(void);
void measure_memory(void);
void measure_tasks(void);
void measure_devices(void);

#endif
