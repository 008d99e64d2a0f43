/*
 * Ports for the replies to a thread's calls: one for each thread, made when it is first needed, and
 * kept (Mach 3.0's mig_support). Without a package of threads there is one thread.
 */
#include <mach/mach_init.h>
#include <mach/mach_port_user.h>
#include <mach/mach_traps.h>

mach_port_t *(*mig_reply_slot)(void);

static mach_port_t only;

static mach_port_t *slot(void)
{
    return mig_reply_slot != 0 ? mig_reply_slot() : &only;
}

mach_port_t mig_get_reply_port(void)
{
    mach_port_t *port = slot();

    if (*port == MACH_PORT_NULL)
        *port = mach_reply_port();
    return *port;
}

/* It may have an answer in its queue that nobody wants, or be no port any more. */
void mig_dealloc_reply_port(mach_port_t port)
{
    mach_port_t *kept = slot();

    if (*kept != port)
        return;
    /* For the call below, which needs one. */
    *kept = MACH_PORT_NULL;
    (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
}

void mig_init(void)
{
    *slot() = MACH_PORT_NULL;
}
