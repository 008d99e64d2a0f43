/*
 * under.h for tests: threads are stacks of one host process, time passes when a test says so or when
 * nobody can run, memory of programs is the host's own.
 */
#include "host.h"

#include "context.h"

#define ARENA_PAGES 4096
#define TIMEOUTS 64
#define IDLE_LIMIT (3600 * 100) /* ticks: nobody wakes whom a test waits for */

struct user *current_user;
int hz = 100, tick = 10000;
volatile struct timeval time_now = {700000000, 0};
dev_t root_device = 1;
uintptr_t page_base, page_limit;
bool space_fails;
struct image last_image;

static char stack_of_programs[64 * 1024] __attribute__((aligned(4096)));
const uaddr_t stack_top = (uaddr_t)(stack_of_programs + sizeof stack_of_programs);

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

/* ---- memory ---- */

static char arena[ARENA_PAGES][PAGE_SIZE] __attribute__((aligned(4096)));
static bool taken[ARENA_PAGES];
static int permitted = -1, given;

void pages_permit(int pages) { permitted = pages; }
int pages_given(void) { return given; }

void *page_alloc(unsigned pages)
{
    unsigned from, n;

    if (permitted >= 0 && (int)pages > permitted)
        return NULL;
    for (from = 0; from + pages <= ARENA_PAGES; from += n + 1) {
        for (n = 0; n < pages && !taken[from + n]; n++)
            continue;
        if (n < pages)
            continue;
        for (n = 0; n < pages; n++)
            taken[from + n] = true;
        given += pages;
        if (permitted >= 0)
            permitted -= pages;
        return arena[from];
    }
    return NULL;
}

void page_free(void *at, unsigned pages)
{
    unsigned from = ((char *)at - arena[0]) / PAGE_SIZE;

    CHECK((char *)at == arena[from]);
    for (unsigned n = 0; n < pages; n++) {
        CHECK(taken[from + n]);
        taken[from + n] = false;
    }
    given -= pages;
    if (permitted >= 0)
        permitted += pages;
}

/* ---- time ---- */

static struct timeout {
    void (*function)(void *);
    void *argument;
    long left;
} timeouts[TIMEOUTS];

void timeout(void (*function)(void *), void *argument, int ticks)
{
    for (struct timeout *t = timeouts; t < timeouts + TIMEOUTS; t++)
        if (t->function == NULL) {
            *t = (struct timeout){function, argument, ticks > 0 ? ticks : 1};
            return;
        }
    panic("too many timeouts");
}

void untimeout(void (*function)(void *), void *argument)
{
    for (struct timeout *t = timeouts; t < timeouts + TIMEOUTS; t++)
        if (t->function == function && t->argument == argument) {
            t->function = NULL;
            return;
        }
}

static void clock_ticks(void)
{
    struct timeval now = {time_now.tv_sec, time_now.tv_usec}, one = {0, tick};
    struct timeout due[TIMEOUTS];
    int count = 0;
    spl_t before = splsoftclock();

    timeval_add(&now, &one);
    time_now.tv_sec = now.tv_sec;
    time_now.tv_usec = now.tv_usec;
    for (struct timeout *t = timeouts; t < timeouts + TIMEOUTS; t++)
        if (t->function != NULL && --t->left <= 0) {
            due[count++] = *t;
            t->function = NULL;
        }
    for (int i = 0; i < count; i++)
        due[i].function(due[i].argument);
    splx(before);
}

void time_exact(struct timeval *at)
{
    at->tv_sec = time_now.tv_sec;
    at->tv_usec = time_now.tv_usec + 7; /* less than a tick on */
}

void time_set(const struct timeval *at)
{
    time_now.tv_sec = at->tv_sec;
    time_now.tv_usec = at->tv_usec;
}

void pass(int ticks, bool in_user_mode)
{
    struct proc *p = current->u_proc;

    while (ticks-- > 0) {
        if (in_user_mode)
            p->p_thread.t_user_ticks++;
        else
            p->p_thread.t_system_ticks++;
        process_tick(p, in_user_mode);
        clock_ticks();
        return_to_program();
    }
}

/* ---- threads ---- */

static struct proc *ready, **ready_end = &ready;

void thread_ready(struct proc *p)
{
    CHECK_IS(p->p_stat, SRUN);
    CHECK(!p->p_thread.t_ready && p != NULL);
    p->p_thread.t_ready = true;
    p->p_thread.t_next = NULL;
    *ready_end = p;
    ready_end = &p->p_thread.t_next;
    p->p_slptime = 0;
}

/* Who can run; time passes until someone can. */
static struct proc *next_thread(void)
{
    struct proc *p;
    int idle = 0;

    level = 0;
    while (ready == NULL) {
        if (++idle > IDLE_LIMIT)
            panic("everyone sleeps");
        clock_ticks();
    }
    p = ready;
    if ((ready = p->p_thread.t_next) == NULL)
        ready_end = &ready;
    p->p_thread.t_ready = false;
    return p;
}

static void switch_to(struct proc *from, struct proc *to)
{
    if (from == to)
        return;
    current_user = to->p_thread.t_user;
    context_switch(from->p_thread.t_context, to->p_thread.t_context);
}

void thread_block(void)
{
    struct proc *p = current->u_proc;

    p->p_thread.t_level = level;
    switch_to(p, next_thread());
    level = p->p_thread.t_level;
}

void give_way(void)
{
    thread_ready(current->u_proc);
    thread_block();
}

void others_run(void)
{
    while (ready != NULL)
        give_way();
    check_invariants();
    return_to_program();
}

static void begin(void)
{
    struct proc *p = current->u_proc;

    level = 0;
    return_to_program();
    p->p_thread.t_program();
    leave(0);
}

static void (*child_function)(void *);
static void *child_argument;

static void begin_in_system(void)
{
    level = 0;
    child_function(child_argument);
    begin();
}

static int make_thread(struct proc *child, void (*function)(void))
{
    struct user *u = kmem_alloc(sizeof *u);

    bcopy(current, u, sizeof *u);
    u->u_proc = child;
    child->p_thread.t_user = u;
    child->p_thread.t_context = context_make(function);
    child->p_thread.t_program = current->u_proc->p_thread.t_program;
    return 0;
}

int thread_fork(struct proc *child, bool lend)
{
    CHECK_IS((child->p_flag & P_VFORKED) != 0, lend);
    return make_thread(child, begin);
}

int thread_spawn(struct proc *child, void (*function)(void *), void *argument)
{
    child_function = function;
    child_argument = argument;
    return make_thread(child, begin_in_system);
}

void thread_adopt(struct proc *p)
{
    p->p_thread.t_user = current;
    p->p_thread.t_context = context_make(NULL);
}

struct user *thread_user(struct proc *p) { return p->p_thread.t_user; }

void thread_exit(void)
{
    struct proc *p = current->u_proc;

    CHECK_IS(p->p_stat, SZOMB);
    switch_to(p, next_thread());
    panic("a thread has come back");
}

void thread_collect(struct proc *p)
{
    context_free(p->p_thread.t_context);
    kmem_free(p->p_thread.t_user);
}

void thread_notice(struct proc *p) { p->p_thread.t_notice = true; }
void thread_renice(struct proc *p) { p->p_usrpri = PUSER + p->p_nice; }

static struct timeval time_of(long ticks)
{
    return (struct timeval){ticks / hz, ticks % hz * tick};
}

void thread_times(struct proc *p, struct timeval *user, struct timeval *system)
{
    *user = time_of(p->p_thread.t_user_ticks);
    *system = time_of(p->p_thread.t_system_ticks);
}

/* ---- copies ---- */

int copy_in(uaddr_t from, void *to, size_t bytes)
{
    if (from < PAGE_SIZE)
        return EFAULT;
    bcopy((const void *)from, to, bytes);
    return 0;
}

int copy_out(const void *from, uaddr_t to, size_t bytes)
{
    if (to < PAGE_SIZE)
        return EFAULT;
    bcopy(from, (void *)to, bytes);
    return 0;
}

int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length)
{
    if (from < PAGE_SIZE)
        return EFAULT;
    if (strlen((const char *)from) >= size)
        return ENAMETOOLONG;
    *length = strlen((const char *)from) + 1;
    bcopy((const void *)from, to, *length);
    return 0;
}

/* ---- memory of programs ---- */

static void give_back(struct proc *p)
{
    if ((p->p_flag & P_VFORKED) == 0)
        return;
    p->p_flag &= ~P_VFORKED;
    p->p_pptr->p_flag &= ~P_LENT;
    wakeup(p->p_pptr);
}

int space_exec(struct vnode *program, const struct image *image)
{
    struct proc *p = current->u_proc;

    CHECK(file_of(program)->locked);
    if (space_fails)
        return ENOMEM;
    give_back(p);
    last_image = *image;
    p->p_thread.t_program = file_of(program)->program;
    return 0;
}

int space_brk(uaddr_t end) { return end > current->u_data + (16 << 20) ? ENOMEM : 0; }
void space_free(void) { give_back(current->u_proc); }
bool text_busy(struct vnode *program) { return false; }
void text_uncache(struct vnode *program) {}

/* ---- the rest ---- */

void kprintf(const char *format, ...) {}

void panic(const char *format, ...)
{
    printf("panic: %s\n", format);
    exit(3);
}

void machine_halt(void)
{
    printf("halted\n");
    exit(4);
}

void run(void (*program)(void))
{
    static const char *const arguments[] = {"init", "-s", NULL};
    static const struct unix_options options = {
        .processes = 60,
        .init_path = "/init",
        .init_arguments = arguments,
    };
    static struct user user_0;

    page_base = (uintptr_t)arena;
    page_limit = (uintptr_t)arena + sizeof arena;
    current_user = &user_0;
    program_add("/init", program);
    unix_start(&options);
}
