/*
 * Programs in files: how exec finds out what it is given. A format is a function that reads a
 * file's first bytes. What lies under lists those that its machine runs (program_formats).
 */
#ifndef UNIX_EXEC_H
#define UNIX_EXEC_H

#include <unix/uio.h>

/* Bytes from a file's beginning that a format sees; all headers must be in them. */
#define PROGRAM_HEAD 512

/* What is known of the file. */
struct program_file {
    const uint8_t *head;
    size_t head_bytes; /* min(PROGRAM_HEAD, size) */
    uint32_t size;     /* of the file */
};

struct program_format {
    const char *name;
    /* 0 and the image; ENOEXEC if it is another format, or damaged in any way. */
    int (*parse)(const struct program_file *file, struct image *image);
};

/* ---- exec_elf.c: ELF files, 32 bits, little-endian, for MIPS, linked statically ---- */
extern const struct program_format elf32_mips;

/* ---- exec.c ---- */
/* The current process executes the program `path` with arguments and environment (NULL: none), which
 * are the process's or, with UIO_SYSTEM, the personality's. EJUSTRETURN: done. */
int exec_program(uaddr_t path, uaddr_t arguments, uaddr_t environment, enum uio_segment where);

/* ---- exec_arguments.c: strings on their way from the old memory to the new ---- */
struct exec_arguments {
    char *strings; /* one behind the other, each with its NUL; ARG_MAX bytes */
    size_t used;
    int arguments;
    int variables; /* of the environment; their strings follow */
};
int exec_arguments_start(struct exec_arguments *a); /* ENOMEM */
void exec_arguments_free(struct exec_arguments *a);
/* One more string. E2BIG, EFAULT. */
int exec_argument(struct exec_arguments *a, uaddr_t string, enum uio_segment where);
/* The strings of a vector of pointers, NULL at its end, but for the first `skip`; counts them up in
 * *count. */
int exec_argument_vector(struct exec_arguments *a, uaddr_t vector, enum uio_segment where, int skip,
                         int *count);
/* Bytes that they will take at the top of the stack. */
size_t exec_stack_bytes(const struct exec_arguments *a);
/* Puts them there: at *sp the count, pointers to the arguments, NULL, to the environment, NULL; the
 * strings end at stack_top. */
int exec_stack_build(const struct exec_arguments *a, uaddr_t *sp);

#endif
