/*
 * The parts of the file system's test program. main.c has the host's headers, the others those of
 * the personality: they have other types of the same names, and meet here.
 */
#ifndef TEST_DRIVER_H
#define TEST_DRIVER_H

#include <stddef.h>
#include <stdint.h>

/* How a run ends, besides with 0. */
#define ENDS_BY_USE 2   /* the program was called wrongly */
#define ENDS_BY_PANIC 3
#define ENDS_BY_SLEEP 4 /* it waits for itself */
#define ENDS_BY_TIME 5  /* it does not end */
#define ENDS_BY_NO_ROOT 6

/* ---- main.c ---- */
extern uint8_t *disk_image;
extern size_t disk_bytes;
void log_bytes(const void *bytes, size_t count); /* nowhere, if there is no log */
void say_error(const char *format, __builtin_va_list arguments);
_Noreturn void end_run(int status);

/* ---- disk.c: every write is logged: a header, then the data ---- */
struct disk_log_header {
    uint32_t sector;       /* DISK_LOG_MARK: no write, but all before is on the disk now */
    uint32_t bytes;
    uint32_t asynchronous; /* may be done at any later time, up to the next mark */
    uint32_t command;      /* the number of the command that it was done for */
};
#define DISK_LOG_MARK 0xffffffffu
extern long disk_fail_after; /* so many transfers succeed yet; -1: all do */
extern uint32_t current_command;
void disk_log_mark(void);

/* ---- commands.c ---- */
void commands_start(size_t buffer_bytes);
void command_run(char *line); /* a line of the script, which is changed; prints what came of it */

#endif
