/*
 * under.h for a process that is alone and never waits: whoever sleeps would sleep for ever. Memory of
 * kmem is the host's, each block by itself, so that its sanitizers see what is done behind it; the
 * same is done for buffers: what is not part of a buffer that is held may not be touched.
 */
#include <abi/errno.h>
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <unix/buf.h>
#include <unix/proc.h>
#include <unix/user.h>

#include "driver.h"

/* of the host's library */
void *aligned_alloc(size_t alignment, size_t bytes);
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void free(void *at);
void *memset(void *at, int value, size_t bytes);
void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
size_t strnlen(const char *text, size_t most);

struct user the_user;
int hz = 100, tick = 10000;
volatile struct timeval time_now = { 700000000, 0 };
uintptr_t page_base, page_limit;

void kprintf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_error(format, arguments);
    va_end(arguments);
}

_Noreturn void panic(const char *format, ...)
{
    va_list arguments;

    kprintf("panic: ");
    va_start(arguments, format);
    say_error(format, arguments);
    va_end(arguments);
    kprintf("\n");
    /* A disk that has no file system to begin with is refused in this way. */
    end_run(bcmp(format, "no root", 7) == 0 ? ENDS_BY_NO_ROOT : ENDS_BY_PANIC);
}

_Noreturn void machine_halt(void) { panic("halt"); }

void thread_block(void)
{
    kprintf("waits for ever: %s\n", current->u_proc->p_wmesg);
    end_run(ENDS_BY_SLEEP);
}

/* ---- memory ---- */

void *page_alloc(unsigned pages)
{
    void *at = aligned_alloc(PAGE_SIZE, (size_t)pages * PAGE_SIZE);

    memset(at, 0xa5, (size_t)pages * PAGE_SIZE);
    return at;
}
void *page_alloc_mapped(unsigned pages) { return page_alloc(pages); }
void page_free(void *at, unsigned pages)
{
    (void)pages;
    free(at);
}

void kmem_start(void) {}
void *kmem_alloc(size_t bytes)
{
    void *at = malloc(bytes);

    memset(at, 0xa5, bytes);
    return at;
}
void *kmem_alloc_zeroed(size_t bytes) { return calloc(1, bytes); }
void *kmem_try(size_t bytes) { return kmem_alloc(bytes); }
void kmem_free(void *at) { free(at); }

void bcopy(const void *from, void *to, size_t bytes) { memmove(to, from, bytes); }
void bzero(void *at, size_t bytes) { memset(at, 0, bytes); }
int bcmp(const void *a, const void *b, size_t bytes) { return memcmp(a, b, bytes); }

/* What the cache itself does with its memory. */
__attribute__((no_sanitize("address"))) void cache_bcopy(const void *from, void *to, size_t bytes)
{
    const volatile uint8_t *source = from;
    volatile uint8_t *target = to;

    if (target < source)
        for (size_t i = 0; i < bytes; i++)
            target[i] = source[i];
    else
        for (size_t i = bytes; i-- > 0;)
            target[i] = source[i];
}
__attribute__((no_sanitize("address"))) void cache_bzero(void *at, size_t bytes)
{
    for (volatile uint8_t *byte = at; bytes-- > 0; byte++)
        *byte = 0;
}

/* ---- buffers: the linker has calls of these go to __wrap_ ---- */
struct buf *__real_getblk(dev_t device, daddr_t block, int bytes);
struct buf *__wrap_getblk(dev_t device, daddr_t block, int bytes);
void __real_brelse(struct buf *bp);
void __wrap_brelse(struct buf *bp);
void __real_allocbuf(struct buf *bp, int bytes);
void __wrap_allocbuf(struct buf *bp, int bytes);

static void show(struct buf *bp)
{
    ASAN_POISON_MEMORY_REGION(bp->b_addr, (size_t)bp->b_bufsize);
    ASAN_UNPOISON_MEMORY_REGION(bp->b_addr, (size_t)bp->b_bcount);
}

struct buf *__wrap_getblk(dev_t device, daddr_t block, int bytes)
{
    struct buf *bp = __real_getblk(device, block, bytes);

    show(bp);
    return bp;
}

void __wrap_allocbuf(struct buf *bp, int bytes)
{
    __real_allocbuf(bp, bytes);
    show(bp);
}

void __wrap_brelse(struct buf *bp)
{
    if (!(bp->b_flags & B_BUSY))
        panic("brelse: nobody holds it");
    ASAN_POISON_MEMORY_REGION(bp->b_addr, (size_t)bp->b_bufsize);
    __real_brelse(bp);
}

/* ---- copies: addresses of the process are this process's ---- */

int copy_in(uaddr_t from, void *to, size_t bytes)
{
    if (from == 0)
        return EFAULT;
    memcpy(to, (const void *)from, bytes);
    return 0;
}

int copy_out(const void *from, uaddr_t to, size_t bytes)
{
    if (to == 0)
        return EFAULT;
    memcpy((void *)to, from, bytes);
    return 0;
}

int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length)
{
    *length = strnlen((const char *)from, size) + 1;
    if (*length > size)
        return ENAMETOOLONG;
    memcpy(to, (const char *)from, *length);
    return 0;
}

/* ---- the rest: what is not called is not linked ---- */
void thread_ready(struct proc *p) { panic("thread_ready: %d", (int)p->p_pid); }
void thread_notice(struct proc *p) { (void)p; }
void thread_renice(struct proc *p) { (void)p; }
bool text_busy(struct vnode *program)
{
    (void)program;
    return false;
}
void text_uncache(struct vnode *program) { (void)program; }
void time_exact(struct timeval *at)
{
    at->tv_sec = time_now.tv_sec;
    at->tv_usec = 0;
}
void time_set(const struct timeval *at) { time_now.tv_sec = at->tv_sec; }
void timeout(void (*function)(void *), void *argument, int ticks)
{
    (void)function, (void)argument, (void)ticks;
}
void untimeout(void (*function)(void *), void *argument) { (void)function, (void)argument; }
