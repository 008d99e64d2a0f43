/*
 * The arguments and the environment of exec: gathered from the old memory while that is there, and
 * put at the top of the new stack, where a program finds
 *
 *     sp  ->  count of arguments
 *             pointers to them, NULL
 *             pointers to the strings of the environment, NULL
 *             strings, up to stack_top
 *
 * sp and the strings begin at multiples of eight bytes; a word is as long as an address.
 */
#include <unix/exec.h>
#include <unix/kernel.h>

#define STACK_ALIGNMENT 8
#define ALIGN(bytes) (((bytes) + STACK_ALIGNMENT - 1) & ~(size_t)(STACK_ALIGNMENT - 1))

/* It does not wait: so many pages in a row may never come, with programs that keep theirs. */
int exec_arguments_start(struct exec_arguments *a)
{
    a->strings = kmem_try(ARG_MAX);
    a->used = 0;
    a->arguments = a->variables = 0;
    return a->strings == NULL ? ENOMEM : 0;
}

void exec_arguments_free(struct exec_arguments *a)
{
    kmem_free(a->strings);
    a->strings = NULL;
}

/* A string of the personality's, as copy_in_string() does it. */
static int copy_string(const char *from, char *to, size_t size, size_t *length)
{
    for (size_t i = 0; i < size; i++)
        if ((to[i] = from[i]) == '\0') {
            *length = i + 1;
            return 0;
        }
    return ENAMETOOLONG;
}

int exec_argument(struct exec_arguments *a, uaddr_t string, enum uio_segment where)
{
    char *to = a->strings + a->used;
    size_t room = ARG_MAX - a->used, length;
    int error;

    if (room == 0)
        return E2BIG;
    if (where == UIO_SYSTEM)
        error = copy_string((const char *)string, to, room, &length);
    else
        error = copy_in_string(string, to, room, &length);
    if (error != 0)
        return error == ENAMETOOLONG ? E2BIG : error;
    a->used += length;
    return 0;
}

int exec_argument_vector(struct exec_arguments *a, uaddr_t vector, enum uio_segment where, int skip,
                         int *count)
{
    uaddr_t string;
    int error;

    if (vector == 0)
        return 0;
    for (;; vector += sizeof string) {
        if (where == UIO_SYSTEM)
            string = *(const uaddr_t *)vector;
        else if ((error = copy_in(vector, &string, sizeof string)) != 0)
            return error;
        if (string == 0)
            return 0;
        if (skip > 0) {
            skip--;
            continue;
        }
        if ((error = exec_argument(a, string, where)) != 0)
            return error;
        ++*count;
    }
}

size_t exec_stack_bytes(const struct exec_arguments *a)
{
    size_t words = 1 + a->arguments + 1 + a->variables + 1;

    return ALIGN(a->used) + ALIGN(words * sizeof(uaddr_t));
}

static int put_word(uaddr_t *at, uaddr_t word)
{
    uaddr_t to = *at;

    *at += sizeof word;
    return copy_out(&word, to, sizeof word);
}

/* Pointers to `count` strings, of which the first is at *offset of the strings at `base`; NULL. */
static int put_pointers(const struct exec_arguments *a, uaddr_t base, int count, size_t *offset,
                        uaddr_t *at)
{
    int error;

    for (; count > 0; count--) {
        if ((error = put_word(at, base + *offset)) != 0)
            return error;
        while (a->strings[(*offset)++] != '\0')
            continue;
    }
    return put_word(at, 0);
}

int exec_stack_build(const struct exec_arguments *a, uaddr_t *sp)
{
    uaddr_t base = stack_top - ALIGN(a->used);
    uaddr_t at = stack_top - exec_stack_bytes(a);
    size_t offset = 0;
    int error;

    *sp = at;
    if ((error = copy_out(a->strings, base, a->used)) != 0 ||
        (error = put_word(&at, a->arguments)) != 0 ||
        (error = put_pointers(a, base, a->arguments, &offset, &at)) != 0)
        return error;
    return put_pointers(a, base, a->variables, &offset, &at);
}
