/* The end of a request (Mach 3.0's iodone): from a driver's interrupt to a thread that may block. */
#include <device/ds_routines.h>
#include <kern/kalloc.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mips/spl.h>

static queue_head_t io_done_list;

void device_io_init(void);

void ds_init(void)
{
    queue_init(&io_done_list);
    device_io_init();
}

void iodone(io_req_t ior)
{
    spl_t s;

    if ((ior->io_op & IO_CALL) != 0) {
        s = splhigh();
        enqueue_tail(&io_done_list, (queue_entry_t)ior);
        thread_wakeup(&io_done_list);
        splx(s);
        return;
    }
    s = splhigh();
    ior->io_op |= IO_DONE;
    if ((ior->io_op & IO_WANTED) != 0) {
        ior->io_op &= ~IO_WANTED;
        thread_wakeup(ior);
    }
    splx(s);
}

void iowait(io_req_t ior)
{
    spl_t s = splhigh();

    while ((ior->io_op & IO_DONE) == 0) {
        ior->io_op |= IO_WANTED;
        assert_wait((event_t)ior, FALSE);
        splx(s);
        thread_block(CONTINUATION_NULL);
        s = splhigh();
    }
    splx(s);
}

static void io_done_thread_continue(void)
{
    for (;;) {
        spl_t s = splhigh();
        io_req_t ior;

        while ((ior = (io_req_t)dequeue_head(&io_done_list)) != 0) {
            splx(s);
            if (ior->io_done(ior))
                kfree((vm_offset_t)ior, sizeof *ior);
            s = splhigh();
        }
        assert_wait((event_t)&io_done_list, FALSE);
        splx(s);
        thread_block(io_done_thread_continue);
    }
}

/* It has its stack for good: who waits for memory may wait for it. */
void io_done_thread(void)
{
    thread_t self = current_thread();

    self->vm_privilege = TRUE;
    stack_privilege(self);
    (void)thread_set_own_priority(0);
    io_done_thread_continue();
}
