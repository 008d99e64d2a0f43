/* What the parts of the terminals' line discipline share (tty_*.c). */
#ifndef UNIX_TTY_LOCAL_H
#define UNIX_TTY_LOCAL_H

#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/tty.h>
#include <unix/vnode.h>

#define TTYHOG 1024       /* characters of input that wait, at most */
#define OUTPUT_CHUNK 100  /* bytes that a writer brings at a time */
#define CTRL(letter) ((letter)&0x1f)
#define DELETE 0x7f

/* A character that stands in c_cc. A quoted one, which is more than a byte, is none of them. */
#define is_special(tp, which, c) \
    ((c) == (tp)->t_termios.c_cc[which] && (c) != CC_DISABLED)

/* Does the character end a line, so that it can be read? */
static inline bool ends_line(const struct tty *tp, int c)
{
    return c == '\n' || is_special(tp, VEOF, c) || is_special(tp, VEOL, c) || is_special(tp, VEOL2, c);
}

/* What a character does to the column (tty_class.c). */
enum tty_class { ORDINARY, CONTROL, BACKSPACE, NEWLINE, TAB, RETURN };
extern const uint8_t tty_classes[256];
/* How many of `bytes` bytes at `at` are not before the first one that is not ordinary. */
int tty_scan(const char *at, int bytes);

/* ---- tty_output.c ---- */
/* Puts a character into the output queue, as the settings say. -1, or the character: no room. */
int tty_output(int character, struct tty *tp);
void tty_start(struct tty *tp);

/* ---- tty_echo.c ---- */
void tty_echo(int character, struct tty *tp);
void tty_rub(int character, struct tty *tp); /* takes it off the screen; it is out of t_raw already */
void tty_retype(struct tty *tp);

/* ---- tty_input.c ---- */
void tty_pend(struct tty *tp); /* examines t_raw again */

/* ---- tty_wait.c ---- */
void tty_wakeup(struct tty *tp);                       /* there is input */
int tty_wait(struct tty *tp);                          /* until output is out */
void tty_flush(struct tty *tp, int flags);             /* throws away: FREAD input, FWRITE output */
void tty_block_input(struct tty *tp);                  /* IXOFF: who sends shall stop */
void tty_unblock_input(struct tty *tp);                /* and go on, if there is room */
int tty_readable(struct tty *tp);                      /* bytes that a read would get at once */

/* ---- tty_background.c ---- */
bool tty_controls(const struct proc *p, const struct tty *tp);
bool tty_in_background(const struct proc *p, const struct tty *tp);
/* The current process wants what only those in the foreground may do (`signal`: SIGTTIN, SIGTTOU), as
 * long as `setting` is among the terminal's local ones (0: always). Returns when it is there, or need
 * not be; or EIO, or how a signal has ended its sleep. */
int tty_wait_foreground(struct tty *tp, int signal, uint32_t setting);

/* ---- tty_open.c ---- */
void tty_set_water(struct tty *tp);

#endif
