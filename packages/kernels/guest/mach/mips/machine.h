/* The board: memory, arguments, the clock, the console, interrupts of devices. */
#ifndef MIPS_MACHINE_H
#define MIPS_MACHINE_H

#include <mach/boolean.h>
#include <mach/time_value.h>
#include <mach/vm_types.h>
#include <stdint.h>

/* ---- startup.c ---- */
extern vm_offset_t avail_start, avail_end; /* physical memory that is nobody's yet */
extern int boot_argc;                      /* what the firmware was told, less what the kernel took */
extern char *boot_argv[];
#define BOOT_ARGUMENTS_MAX 64
void machine_init(void); /* devices */

/* ---- clock.c, calendar.c ---- */
void startrtclock(void);
void inittodr(void);   /* `time` from the calendar */
void resettodr(void);  /* and back */
void hardclock(uint32_t status, uint32_t pc);
boolean_t clock_rate(int rate); /* a power of two from 2 to 8192 */

/* ---- console.c ---- */
void console_putchar(int character); /* by polling, at any level */
void console_drain(void);
boolean_t console_busy(void);

/* ---- the drivers' (device/): called at splbio and spltty ---- */
void dz_interrupt(void);
void asc_interrupt(void);
/* They find their devices; interrupts are off. */
void device_probe(void);

#endif
