/* sigvec: a signal's action, entered through the machine's trampoline. */
#include <signal.h>

#include "system.h"

int sigvec(int signal, const struct sigvec *new, struct sigvec *old)
{
    struct sigvec vector;

    if (new == NULL)
        return _system_sigvec(signal, NULL, old);
    vector = *new;
    vector.sv_trampoline = _signal_trampoline;
    return _system_sigvec(signal, &vector, old);
}
