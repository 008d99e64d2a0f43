/* Signals: a handler set, entered, left. */
#include <signal.h>
#include <unistd.h>

#include "operation.h"

static void handler(int signal)
{
    (void)signal;
    END(SIGNAL);
    BEGIN(SIGRETURN);
}

static void set_handler(void)
{
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR1, &action, 0);
}

void measure_signals(void)
{
    pid_t self = getpid();

    OPERATION(SIGACTION, "sigaction", "sigvec", , set_handler(), );
    ANNOUNCE(SIGNAL, "signal", "kill of oneself, to the handler");
    ANNOUNCE(SIGRETURN, "sigreturn", "return from the handler");
    for (int i = 0; i < TIMES; i++) {
        BEGIN(SIGNAL);
        kill(self, SIGUSR1);
        END(SIGRETURN);
    }
}
