/* What the signals do where they are neither caught nor ignored. */
#ifndef UNIX_SIGNAL_PROPERTIES_H
#define UNIX_SIGNAL_PROPERTIES_H

#include <abi/signal.h>

#define SIGNAL_KILLS 0x01
#define SIGNAL_CORE 0x02     /* and leaves a core file where there are such */
#define SIGNAL_STOPS 0x04
#define SIGNAL_TTY_STOPS 0x08 /* from the terminal: not in orphaned groups */
#define SIGNAL_IGNORED 0x10
#define SIGNAL_CONTINUES 0x20

extern const uint8_t signal_properties[NSIG];

#define STOP_SIGNALS (sigmask(SIGSTOP) | sigmask(SIGTSTP) | sigmask(SIGTTIN) | sigmask(SIGTTOU))

/* Handlers as they are kept. */
#define DEFAULT_ACTION ((uaddr_t)SIG_DFL)
#define IGNORE_ACTION ((uaddr_t)SIG_IGN)

struct proc;

/* `p` has stopped; its parent is to know. At splhigh. */
void signal_stopped(struct proc *p, int signal);

#endif
