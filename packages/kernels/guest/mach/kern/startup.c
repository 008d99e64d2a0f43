/*
 * The kernel's start (Mach 3.0's kern/startup.c): memory, IPC, tasks, then the kernel's own threads, of
 * which the first starts the others and the first task.
 */
#include <kern/startup.h>

#include <ipc/ipc_init.h>
#include <kern/bootstrap.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <mips/machine.h>
#include <mips/spl.h>
#include <vm/vm_init.h>
#include <vm/vm_pageout.h>

void device_service_create(void); /* device/device_init.c */

/* The first thread. Interrupts come from here on. */
static void start_kernel_threads(void)
{
    thread_t idle;

    if (thread_create(kernel_task, &idle) != KERN_SUCCESS)
        panic("start_kernel_threads");
    thread_bind(idle, current_processor());
    thread_start(idle, idle_thread);
    thread_doswapin(idle);
    (void)thread_resume(idle);
    thread_deallocate(idle);

    (void)kernel_thread(kernel_task, reaper_thread, NULL);
    (void)kernel_thread(kernel_task, swapin_thread, NULL);
    (void)kernel_thread(kernel_task, sched_thread, NULL);
    device_service_create();
    bootstrap_create();
    (void)spl0();
    vm_pageout();
}

/* The machine's own stack is left for the first thread's. */
static void cpu_launch_first_thread(thread_t thread)
{
    thread->state &= ~TH_SUSP;
    thread->state |= TH_RUN;
    thread->suspend_count = 0;
    thread->user_stop_count = 0;
    startrtclock();
    recompute_priorities(NULL);
    load_context(thread);
}

void setup_main(void)
{
    thread_t startup;

    sched_init();
    vm_mem_bootstrap();
    ipc_bootstrap();
    vm_mem_init();
    ipc_init();
    init_timeout();
    task_init();
    thread_init();
    swapper_init();
    machine_init();

    if (thread_create(kernel_task, &startup) != KERN_SUCCESS)
        panic("setup_main");
    thread_start(startup, start_kernel_threads);
    stack_alloc(startup, thread_continue);
    startup->state &= ~TH_SWAPPED;
    startup->priority = startup->sched_pri = BASEPRI_SYSTEM;
    cpu_launch_first_thread(startup);
    panic("setup_main");
}
