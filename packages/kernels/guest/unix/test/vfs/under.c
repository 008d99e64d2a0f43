/* under.h for tests: one process of the host, memory is its own, time passes when a test says so. */
#include <unix/buf.h>

#include "host.h"

void *aligned_alloc(size_t alignment, size_t bytes);
int vprintf(const char *format, __builtin_va_list arguments);

struct user *current_user;
int hz = 100, tick = 10000;
volatile struct timeval time_now = {700000000, 0};
dev_t root_device = DEVICE_ROOT;
uintptr_t page_base = PAGE_SIZE, page_limit = UINTPTR_MAX;

int (*on_sleep)(const void *channel, int priority, int ticks);
bool woken;
int sleeps, last_signal, copies_until_fault = -1, text_uncached, updates, kmem_pieces;
bool text_is_busy;

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

/* ---- levels ---- */

static unsigned level;

static spl_t raise(unsigned to)
{
    unsigned before = level;

    if (to > level)
        level = to;
    return before;
}

spl_t spl0(void) { spl_t before = level; level = 0; return before; }
spl_t splsoftclock(void) { return raise(1); }
spl_t splbio(void) { return raise(2); }
spl_t spltty(void) { return raise(3); }
spl_t splclock(void) { return raise(4); }
spl_t splhigh(void) { return raise(5); }
void splx(spl_t to) { level = to; }

/* ---- memory: each piece is the host's, which knows its bounds ---- */

void *page_alloc(unsigned pages) { return aligned_alloc(PAGE_SIZE, (size_t)pages * PAGE_SIZE); }
void *page_alloc_mapped(unsigned pages) { return page_alloc(pages); }
void page_free(void *at, unsigned pages) { (void)pages, free(at); }

void *kmem_alloc(size_t bytes)
{
    void *at = malloc(bytes);

    memset(at, 0xa5, bytes);
    kmem_pieces++;
    return at;
}

void *kmem_alloc_zeroed(size_t bytes)
{
    kmem_pieces++;
    return calloc(1, bytes);
}

void *kmem_try(size_t bytes) { return kmem_alloc(bytes); }

void kmem_free(void *at)
{
    CHECK(at != NULL);
    kmem_pieces--;
    free(at);
}

/* ---- copies: the first page and all beyond the host's memory is nobody's ---- */

static bool is_bad(uaddr_t at)
{
    if (at < PAGE_SIZE)
        return true;
    return copies_until_fault >= 0 && copies_until_fault-- == 0;
}

int copy_in(uaddr_t from, void *to, size_t bytes)
{
    if (is_bad(from))
        return EFAULT;
    memcpy(to, (const void *)from, bytes);
    return 0;
}

int copy_out(const void *from, uaddr_t to, size_t bytes)
{
    if (is_bad(to))
        return EFAULT;
    memcpy((void *)to, from, bytes);
    return 0;
}

int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length)
{
    if (is_bad(from))
        return EFAULT;
    for (*length = 0; *length < size; to++)
        if ((*to = ((const char *)from)[(*length)++]) == '\0')
            return 0;
    return ENAMETOOLONG;
}

/* ---- sleep ---- */

int sleep_on(const void *channel, int priority, const char *why, int ticks)
{
    struct user *sleeper = current;
    struct proc *p = current->u_proc;
    int result;

    CHECK(why != NULL);
    if (on_sleep == NULL)
        panic("sleeps on %s", why);
    if ((priority & PRIMASK) > PZERO)
        locks_check(); /* who can be kept waiting for long holds nothing */
    sleeps++;
    p->p_wchan = channel;
    p->p_stat = SSLEEP;
    woken = false;
    result = on_sleep(channel, priority, ticks);
    p->p_wchan = NULL;
    p->p_stat = SRUN;
    current_user = sleeper;
    return result;
}

static void wake(struct proc *p)
{
    woken = true;
    p->p_wchan = NULL;
    p->p_stat = SRUN;
}

void wakeup(const void *channel)
{
    for (int i = 0; i < PROCESSES; i++)
        if (users[i].u_proc != NULL && users[i].u_proc->p_wchan == channel)
            wake(users[i].u_proc);
}

void proc_run(struct proc *p)
{
    CHECK(p->p_stat == SSLEEP);
    wake(p);
}

void sleep_end(struct proc *p) { p->p_wchan = NULL; }

/* ---- time, signals, texts, the rest ---- */

void time_pass(int ticks)
{
    long microseconds = time_now.tv_usec + (long)ticks * tick;

    time_now.tv_sec += (int32_t)(microseconds / 1000000);
    time_now.tv_usec = (int32_t)(microseconds % 1000000);
}

void time_exact(struct timeval *at)
{
    at->tv_sec = time_now.tv_sec;
    at->tv_usec = time_now.tv_usec;
}

void timeout(void (*function)(void *), void *argument, int ticks)
{
    (void)function, (void)argument, (void)ticks;
}

void signal_post(struct proc *p, int signal) { (void)p, last_signal = signal; }
bool text_busy(struct vnode *program) { return (program->v_flag & V_TEXT) && text_is_busy; }

void text_uncache(struct vnode *program)
{
    CHECK(!text_busy(program));
    program->v_flag &= ~V_TEXT;
    text_uncached++;
}

void update(void) { updates++; }

void kprintf(const char *format, ...) { (void)format; }

_Noreturn void panic(const char *format, ...)
{
    __builtin_va_list arguments;

    printf("panic: ");
    __builtin_va_start(arguments, format);
    vprintf(format, arguments);
    printf("\n");
    exit(3);
}
