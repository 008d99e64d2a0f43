/* Traps (traps.S), and the evils among themselves. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdint.h>

#define LIBRARY_TEXT 0x70000000u
#define LIBRARY_DATA 0x70100000u
#define LIBRARY_MARK 0x70080000u /* a page that the library has not */
#define LIBRARY_END 0x70200000u

#define NO_PORT 0
#define RIGHT_RECEIVE 1 /* MACH_PORT_RIGHT_RECEIVE */

/* mach_msg_header_t */
struct header {
    uint32_t bits, size, remote, local, kind;
    int32_t id;
};

int message_trap(struct header *message, int option, unsigned send, unsigned receive, uint32_t from,
                 int milliseconds, uint32_t notify);
uint32_t reply_port_trap(void);
uint32_t task_self_trap(void);
int vm_allocate_trap(uint32_t task, uint32_t *at, uint32_t bytes, int anywhere);
int vm_deallocate_trap(uint32_t task, uint32_t at, uint32_t bytes);
int task_create_trap(uint32_t task, int inherit, uint32_t *made);
int task_terminate_trap(uint32_t task);
int task_suspend_trap(uint32_t task);
int port_allocate_trap(uint32_t task, int right, uint32_t *name);

extern uint32_t seed;
uint32_t chance(void);
/* To whatever ports the process has: as the server's clients, exceptions, pagers and the kernel send
 * them, but for what is in them. */
void messages_by_chance(int count);

#endif
