/* POSIX's sigaction by sigvec. Its flags are those of sigvec, but for restarts, which it must ask for. */
#include <signal.h>

typedef void full_handler(int signal, int code, void *frame);

#define SAME_FLAGS (SV_ONSTACK | SV_RESETHAND | SV_NOCLDSTOP)
_Static_assert(SA_ONSTACK == SV_ONSTACK && SA_RESETHAND == SV_RESETHAND &&
                   SA_NOCLDSTOP == SV_NOCLDSTOP,
               "flags of sigaction and sigvec");

int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict old)
{
    struct sigvec new, before;

    if (action != NULL) {
        new.sv_handler = (full_handler *)(void (*)(void))action->sa_handler;
        new.sv_mask = action->sa_mask;
        new.sv_flags = (action->sa_flags & SAME_FLAGS) |
                       (action->sa_flags & SA_RESTART ? 0 : SV_INTERRUPT);
    }
    if (sigvec(signal, action == NULL ? NULL : &new, &before) < 0)
        return -1;
    if (old != NULL) {
        old->sa_handler = (sig_t)(void (*)(void))before.sv_handler;
        old->sa_mask = before.sv_mask;
        old->sa_flags = (before.sv_flags & SAME_FLAGS) |
                        (before.sv_flags & SV_INTERRUPT ? 0 : SA_RESTART);
    }
    return 0;
}
