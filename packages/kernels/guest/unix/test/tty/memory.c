/* Memory, copies, files, messages, checks. */
#include "host.h"

#include "context.h"

int memory_pieces;
bool copies_sleep;
static char copying; /* what a copy that gives way sleeps on */

void *page_alloc(unsigned pages)
{
    static char arena[64 * PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
    static unsigned next;
    char *at = arena + next * PAGE_SIZE;

    next += pages;
    CHECK(next <= 64);
    return at;
}

void *kmem_alloc(size_t bytes)
{
    memory_pieces++;
    return memset(host_allocate(bytes), 0xa5, bytes);
}

void *kmem_alloc_zeroed(size_t bytes)
{
    memory_pieces++;
    return memset(host_allocate(bytes), 0, bytes);
}

void kmem_free(void *at)
{
    memory_pieces--;
    host_free(at);
}

static void give_way(void)
{
    if (copies_sleep && self() != 0 && chance(3) == 0)
        (void)sleep_on(&copying, PRIBIO, "fault", 1 + chance(3));
}

int copy_in(uaddr_t from, void *to, size_t bytes)
{
    if (from == BAD_ADDRESS)
        return EFAULT;
    give_way();
    memcpy(to, (const void *)from, bytes);
    return 0;
}

int copy_out(const void *from, uaddr_t to, size_t bytes)
{
    if (to == BAD_ADDRESS)
        return EFAULT;
    give_way();
    memcpy((void *)to, from, bytes);
    return 0;
}

struct uio *transfer_of(struct transfer *t, enum uio_rw rw, const void *at, size_t bytes)
{
    t->part = (struct uio_part){ (uaddr_t)at, bytes };
    t->uio = (struct uio){ &t->part, 1, 0, bytes, UIO_USER, rw };
    return &t->uio;
}

/* ---- files: as many as tests want ---- */

static struct file files[16];

int file_alloc(struct file **f, int *descriptor)
{
    for (int i = 0; i < 16; i++)
        if (files[i].f_count == 0) {
            files[i] = (struct file){ .f_count = 1, .f_cred = current->u_cred };
            *f = &files[i];
            *descriptor = i;
            current->u_ofile[i] = *f;
            return 0;
        }
    return ENFILE;
}

void file_discard(struct file *f, int descriptor)
{
    f->f_count = 0;
    current->u_ofile[descriptor] = NULL;
}

/* ---- messages, chance, checks ---- */

void kprintf(const char *format, ...)
{
    (void)format;
}

_Noreturn void panic(const char *format, ...)
{
    printf("panic: %s\n", format);
    exit(3);
}

static unsigned seed = 1;

void chance_seed(unsigned to)
{
    seed = to * 2654435761u + 1;
}

unsigned chance(unsigned limit)
{
    seed = seed * 1664525 + 1013904223;
    return (unsigned)((uint64_t)(seed >> 8) * limit >> 24);
}

_Noreturn void check_failed(const char *file, int line, const char *what)
{
    printf("%s:%d: %s\n", file, line, what);
    exit(1);
}

void check_is(const char *file, int line, const char *what, long value, long expected)
{
    if (value == expected)
        return;
    printf("%s:%d: %s is %ld, not %ld\n", file, line, what, value, expected);
    exit(1);
}

static void print_quoted(const char *text)
{
    printf("\"");
    for (; *text != '\0'; text++)
        printf(*text < ' ' || *text == 0x7f ? "\\x%02x" : "%c", *text);
    printf("\"");
}

void check_text(const char *file, int line, const char *what, const char *text, const char *expected)
{
    if (strcmp(text, expected) == 0)
        return;
    printf("%s:%d: %s is ", file, line, what);
    print_quoted(text);
    printf(", not ");
    print_quoted(expected);
    printf("\n");
    exit(1);
}
