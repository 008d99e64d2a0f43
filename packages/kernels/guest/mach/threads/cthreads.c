/* The threads themselves: their stacks, their beginning and end. */
#include "threads.h"

#include <mach/mach.h>
#include <mach/mach_init.h>

#define ARENA_BYTES (CTHREAD_STACK_BYTES * 32)

extern const char test_and_set[], test_and_set_end[];

static struct mutex stacks_lock;
static struct cthread *unused;      /* stacks of threads that have ended */
static vm_address_t arena, arena_end;

/* Memory for stacks comes in large pieces at a multiple of a stack's size. */
static bool arena_grow(void)
{
    vm_address_t at = 0;

    if (vm_allocate(mach_task_self(), &at, ARENA_BYTES + CTHREAD_STACK_BYTES, TRUE) != KERN_SUCCESS)
        return false;
    arena = (at + CTHREAD_STACK_BYTES - 1) & ~(vm_address_t)(CTHREAD_STACK_BYTES - 1);
    arena_end = arena + ARENA_BYTES;
    return true;
}

struct cthread *stack_make(void)
{
    struct cthread *made;

    if (arena == arena_end && !arena_grow())
        return NULL;
    made = (struct cthread *)arena;
    arena += CTHREAD_STACK_BYTES;
    (void)vm_protect(mach_task_self(), (vm_address_t)made + vm_page_size, vm_page_size, FALSE,
                     VM_PROT_NONE);
    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &made->wait_port) != KERN_SUCCESS)
        return NULL;
    return made;
}

static mach_port_t *own_reply_port(void)
{
    return &cthread_self()->reply_port;
}

static void first_thread(void *function)
{
    mig_reply_slot = own_reply_port;
    cthread_self()->kernel = mach_thread_self();
    ((void (*)(void))(uintptr_t)function)();
    cthread_exit();
}

void cthreads_start(void (*function)(void))
{
    struct cthread *first = stack_make();

    (void)task_ras_control(mach_task_self(), (vm_address_t)test_and_set, (vm_address_t)test_and_set_end);
    stack_call(stack_top_of(first), first_thread, (void *)(uintptr_t)function);
}

static void begin(void *thread)
{
    struct cthread *self = thread;

    self->kernel = mach_thread_self();
    (void)self->function(self->argument);
    cthread_exit();
}

/* A thread of the kernel's for it: new, or one that has ended and waits on its stack. */
struct cthread *cthread_fork(void *(*function)(void *), void *argument)
{
    struct cthread *made;
    mach_port_t kernel;

    mutex_lock(&stacks_lock);
    if ((made = unused) != NULL)
        unused = made->next;
    else
        made = stack_make();
    mutex_unlock(&stacks_lock);
    if (made == NULL)
        return NULL;
    made->function = function;
    made->argument = argument;
    made->data = NULL;
    if (made->kernel != MACH_PORT_NULL) {
        wake(made);
        return made;
    }
    if (thread_create(mach_task_self(), &kernel) != KERN_SUCCESS ||
        thread_setup(kernel, (uintptr_t)begin, stack_top_of(made), (uintptr_t)made) != KERN_SUCCESS ||
        thread_resume(kernel) != KERN_SUCCESS)
        return NULL;
    return made;
}

/* Its stack and the kernel's thread are kept for the next one. */
void cthread_exit(void)
{
    struct cthread *self = cthread_self();

    for (;;) {
        mutex_lock(&stacks_lock);
        self->next = unused;
        unused = self;
        mutex_unlock(&stacks_lock);
        wait_for_wakeup(self);
        (void)self->function(self->argument);
    }
}

void cthread_yield(void)
{
    (void)swtch_pri(0);
}

/* Who holds it runs soon: the kernel has interrupted it within a few instructions. */
void spin_lock_wait(spin_lock_t *lock)
{
    do
        cthread_yield();
    while (*lock != SPIN_LOCK_FREE || !spin_try_lock(lock));
}
