/* signal: as in 4.3BSD, the handler stays, and system calls are restarted unless siginterrupt says so. */
#include <signal.h>

typedef void full_handler(int signal, int code, void *frame);

/* Signals whose handlers end system calls. */
static uint32_t interrupting;

sig_t signal(int signal, sig_t handler)
{
    struct sigvec new = { .sv_handler = (full_handler *)(void (*)(void))handler };
    struct sigvec old;

    if (signal > 0 && signal < NSIG && interrupting & sigmask(signal))
        new.sv_flags = SV_INTERRUPT;
    if (sigvec(signal, &new, &old) < 0)
        return SIG_ERR;
    return (sig_t)(void (*)(void))old.sv_handler;
}

int siginterrupt(int signal, int interrupts)
{
    struct sigvec vector;

    if (sigvec(signal, NULL, &vector) < 0)
        return -1;
    if (interrupts) {
        interrupting |= sigmask(signal);
        vector.sv_flags |= SV_INTERRUPT;
    } else {
        interrupting &= ~sigmask(signal);
        vector.sv_flags &= ~SV_INTERRUPT;
    }
    return sigvec(signal, &vector, NULL);
}
