/* How the kernel begins (Mach 3.0's kern/startup.c). */
#ifndef KERN_STARTUP_H
#define KERN_STARTUP_H

void setup_main(void) __attribute__((noreturn));

#endif
