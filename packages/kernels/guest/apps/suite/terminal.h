/* The terminal of tests that are about terminals: terminal.c. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <sys/ioctl.h>
#include <termios.h>

extern int terminal;

/* Runs it as the leader of a session with the terminal. */
void in_session(void (*run)(void));
#define IN_SESSION(name)           \
    static void name(void)         \
    {                              \
        in_session(name##_inside); \
    }

void type_in(const char *text);
void expect_read(const char *wanted); /* one read gets this */
void change_flags(tcflag_t clear, tcflag_t set); /* local ones */

#endif
