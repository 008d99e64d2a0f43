/* Registers of a thread that does not run, for thread_get_state() and thread_set_state(). */
#include <kern/printf.h>
#include <kern/thread.h>
#include <mips/pcb.h>

kern_return_t thread_setstatus(thread_t thread, int flavor, thread_state_t state,
                               mach_msg_type_number_t count)
{
    const struct mips_thread_state *from = (const struct mips_thread_state *)state;
    struct mips_saved_state *to = user_regs(thread);

    if (flavor != MIPS_THREAD_STATE || count < MIPS_THREAD_STATE_COUNT)
        return KERN_INVALID_ARGUMENT;
    bcopy(&from->r1, &to->reg[1], 31 * sizeof to->reg[0]);
    to->mdlo = from->mdlo;
    to->mdhi = from->mdhi;
    to->pc = from->pc;
    return KERN_SUCCESS;
}

static void get_thread_state(const struct mips_saved_state *from, struct mips_thread_state *to)
{
    bcopy(&from->reg[1], &to->r1, 31 * sizeof from->reg[0]);
    to->r26 = to->r27 = 0;
    to->mdlo = from->mdlo;
    to->mdhi = from->mdhi;
    to->pc = from->pc;
}

kern_return_t thread_getstatus(thread_t thread, int flavor, thread_state_t state,
                               mach_msg_type_number_t *count)
{
    const struct mips_saved_state *from = user_regs(thread);

    switch (flavor) {
    case THREAD_STATE_FLAVOR_LIST:
        if (*count < 2)
            return KERN_INVALID_ARGUMENT;
        state[0] = MIPS_THREAD_STATE;
        state[1] = MIPS_EXC_STATE;
        *count = 2;
        return KERN_SUCCESS;
    case MIPS_THREAD_STATE:
        if (*count < MIPS_THREAD_STATE_COUNT)
            return KERN_INVALID_ARGUMENT;
        get_thread_state(from, (struct mips_thread_state *)state);
        *count = MIPS_THREAD_STATE_COUNT;
        return KERN_SUCCESS;
    case MIPS_EXC_STATE:
        if (*count < MIPS_EXC_STATE_COUNT)
            return KERN_INVALID_ARGUMENT;
        state[0] = from->cause;
        state[1] = from->bad_address;
        state[2] = 0;
        *count = MIPS_EXC_STATE_COUNT;
        return KERN_SUCCESS;
    default:
        return KERN_INVALID_ARGUMENT;
    }
}
