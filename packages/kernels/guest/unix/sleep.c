/*
 * Sleeping and waking. Who sleeps stands in a queue that its channel is hashed to; a wakeup goes
 * through the queue and takes out everyone of that channel, in the order in which they came.
 *
 * p_wchan tells whether a process is in a queue. It can be there and be stopped (SSTOP): then a
 * wakeup takes it out and leaves it stopped, and SIGCONT finds it ready to go on; or SIGCONT comes
 * first and makes a sleeper of it again.
 *
 * Interrupts wake, so that everything here is done at splhigh, with the queues' lock.
 */
#include <unix/kernel.h>
#include <unix/lock.h>

#define SLEEP_QUEUES 128 /* a power of two */
#define CHANNEL_SHIFT 8  /* channels are addresses: those of one structure go to one queue */
#define QUEUE_OF(channel) (&queues[((uintptr_t)(channel) >> CHANNEL_SHIFT) & (SLEEP_QUEUES - 1)])

static struct sleep_queue {
    struct proc *head;
    struct proc **tail; /* where the next one is linked */
} queues[SLEEP_QUEUES];

static struct spin_lock queues_lock = { .s_name = "sleep queues", .s_order = ORDER_SLEEP };
struct sleep_statistics sleep_statistics;

void sleep_start(void)
{
    for (struct sleep_queue *q = queues; q < queues + SLEEP_QUEUES; q++)
        q->tail = &q->head;
}

void sleep_end(struct proc *p)
{
    spl_t level = splhigh();

    spin_take(&queues_lock);
    if (p->p_wchan != NULL) {
        struct sleep_queue *q = QUEUE_OF(p->p_wchan);
        struct proc **link = &q->head;

        while (*link != p)
            link = &(*link)->p_link;
        *link = p->p_link;
        if (q->tail == &p->p_link)
            q->tail = link;
        p->p_wchan = NULL;
    }
    spin_release(&queues_lock);
    splx(level);
}

void proc_run(struct proc *p)
{
    spl_t level = splhigh();

    switch (p->p_stat) {
    case SSTOP:
    case SSLEEP:
        sleep_end(p);
        break;
    case SIDL:
        break;
    default:
        panic("process %d in state %d is to run", (int)p->p_pid, p->p_stat);
    }
    p->p_stat = SRUN;
    thread_ready(p);
    splx(level);
}

/* A sleep with a limit has reached it. */
static void sleep_timed_out(void *argument)
{
    struct proc *p = argument;
    spl_t level = splhigh();

    if (p->p_wchan != NULL) {
        if (p->p_stat == SSLEEP)
            proc_run(p);
        else
            sleep_end(p);
        p->p_flag |= P_TIMEOUT;
    }
    splx(level);
}

int sleep_on(const void *channel, int priority, const char *why, int ticks)
{
    struct proc *p = current->u_proc;
    struct sleep_queue *q = QUEUE_OF(channel);
    bool catch = (priority & PCATCH) != 0;
    int signal = 0;
    spl_t level = splhigh();

    if (channel == NULL || p->p_stat != SRUN)
        panic("process %d in state %d sleeps on %s", (int)p->p_pid, p->p_stat, why);
    spin_check_none(why);
    spin_take(&queues_lock);
    p->p_wchan = channel;
    p->p_wmesg = why;
    p->p_slptime = 0;
    p->p_pri = priority & PRIMASK;
    p->p_link = NULL;
    *q->tail = p;
    q->tail = &p->p_link;
    sleep_statistics.sleeps++;
    spin_release(&queues_lock);
    if (ticks != 0)
        timeout(sleep_timed_out, p, ticks);

    /* In the queue before looking for signals, since that can stop: a wakeup meanwhile must find
     * the process, and a SIGCONT may make a sleeper of it. */
    if (catch) {
        p->p_flag |= P_SINTR;
        if ((signal = signals_pending()) != 0) {
            sleep_end(p);
            p->p_stat = SRUN;
            goto awake;
        }
        if (p->p_wchan == NULL) {
            catch = false;
            goto awake;
        }
    }
    p->p_stat = SSLEEP;
    current->u_ru.ru_nvcsw++;
    thread_block();

awake:
    p->p_flag &= ~P_SINTR;
    splx(level);
    if ((p->p_flag & P_TIMEOUT) != 0) {
        p->p_flag &= ~P_TIMEOUT;
        if (signal == 0)
            return EWOULDBLOCK;
    } else if (ticks != 0)
        untimeout(sleep_timed_out, p);
    if (catch && (signal != 0 || (signal = signals_pending()) != 0))
        return (current->u_sigintr & sigmask(signal)) != 0 ? EINTR : ERESTART;
    return 0;
}

void wakeup(const void *channel)
{
    struct sleep_queue *q = QUEUE_OF(channel);
    struct proc **link, *p;
    spl_t level = splhigh();

    spin_take(&queues_lock);
    sleep_statistics.wakeups++;
    for (link = &q->head; (p = *link) != NULL;) {
        if (p->p_wchan != channel) {
            link = &p->p_link;
            continue;
        }
        p->p_wchan = NULL;
        *link = p->p_link;
        if (q->tail == &p->p_link)
            q->tail = link;
        sleep_statistics.woken++;
        if (p->p_stat == SSLEEP) {
            p->p_stat = SRUN;
            thread_ready(p);
        }
    }
    spin_release(&queues_lock);
    splx(level);
}
