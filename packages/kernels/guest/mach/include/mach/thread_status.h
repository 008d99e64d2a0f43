/* A thread's registers in user mode, as thread_get_state() and thread_set_state() have them. */
#ifndef MACH_THREAD_STATE_H
#define MACH_THREAD_STATE_H

typedef int *thread_state_t;
#define THREAD_STATE_MAX 64
typedef int thread_state_data_t[THREAD_STATE_MAX];

#define THREAD_STATE_FLAVOR_LIST 0 /* which flavors there are */
#define MIPS_THREAD_STATE 1
#define MIPS_EXC_STATE 3           /* what the last exception was about; read only */

struct mips_thread_state {
    int r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18, r19, r20, r21,
        r22, r23, r24, r25, r26, r27, r28, r29, r30, r31;
    int mdlo, mdhi;
    int pc;
};
#define MIPS_THREAD_STATE_COUNT (sizeof(struct mips_thread_state) / sizeof(int))

struct mips_exc_state {
    int cause;
    int address;
    int coproc_state;
};
#define MIPS_EXC_STATE_COUNT (sizeof(struct mips_exc_state) / sizeof(int))

#endif
