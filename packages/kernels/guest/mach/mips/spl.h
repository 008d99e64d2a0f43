/* Interrupt levels under Mach's names: what wakes threads may interrupt neither scheduler nor memory. */
#ifndef MIPS_SPL_H
#define MIPS_SPL_H

#include <under/levels.h>

#define splsched splhigh
#define splvm splhigh
#define splimp splbio
#define splnet splsoftclock

void softclock_request(void); /* the software interrupt of timeouts is wanted */
void softclock_taken(void);
#define setsoftclock softclock_request
#define clearsoftclock softclock_taken

#endif
