/*
 * The threads that receive: each waits at the set of all of the server's ports, does what the message
 * asks, and answers and waits again in one call of the kernel's. A worker that blocks in the
 * personality is missing at the set; so there is always one more, up to a limit that processes do not
 * reach: each has one call at a time.
 */
#include "server.h"

#include <mach/bsd_server.h>
#include <mach/device_reply_server.h>
#include <mach/exc_server.h>
#include <mach/memory_object_server.h>
#include <mach/mig_errors.h>
#include <mach/notify.h>

#define MESSAGE_BYTES (BSD_DATA_BYTES + 1024)
#define WORKERS_KEPT 16 /* more end when they have nothing to do */

union message {
    mach_msg_header_t head;
    mig_reply_header_t reply;
    mach_dead_name_notification_t dead;
    char bytes[MESSAGE_BYTES];
};

/* Where a worker begins again, and its messages. The kernel takes an answer from where it puts the next
 * request, so that the two change their places with each. */
struct worker {
    struct worker *next;  /* unused */
    void *base[5];        /* of __builtin_setjmp */
    struct proc *process; /* what it does first: function(process) */
    void (*function)(struct proc *process);
    union message messages[2];
    unsigned request;     /* which is the request; the other is its answer */
};

mach_port_t server_ports;
static struct mutex pool;
static int receiving; /* workers that are not blocked */
static struct worker *unused;

static struct worker *self(void)
{
    return cthread_self()->argument;
}

/* ---- messages ---- */

static bool demultiplex(mach_msg_header_t *request, mach_msg_header_t *reply)
{
    return bsd_server(request, reply) || exc_server(request, reply) ||
           memory_object_server(request, reply) || device_reply_server(request, reply);
}

/* What nobody knows, or is not as it should be, is thrown away with all that it carries. */
static void discard(mach_msg_header_t *request)
{
    request->msgh_remote_port = MACH_PORT_NULL; /* the answer's */
    request->msgh_bits &= ~MACH_MSGH_BITS_REMOTE_MASK;
    mach_msg_destroy(request);
}

/* Who waits for an answer is told by the kernel that there will be none. */
static void unanswered(mach_msg_header_t *request)
{
    if (MACH_PORT_VALID(request->msgh_remote_port))
        (void)mach_port_deallocate(mach_task_self(), request->msgh_remote_port);
}

/* Is there an answer? */
static bool dispatch(union message *request, union message *answer)
{
    if (request->head.msgh_id == MACH_NOTIFY_DEAD_NAME) {
        task_died(request->head.msgh_local_port, request->dead.not_port);
        mach_msg_destroy(&request->head);
        return false;
    }
    if (!demultiplex(&request->head, &answer->head)) {
        discard(&request->head);
        return MACH_PORT_VALID(answer->head.msgh_remote_port);
    }
    if (answer->reply.RetCode != MIG_NO_REPLY) {
        if (answer->reply.RetCode < 0) /* MIG_BAD_ARGUMENTS and the like */
            discard(&request->head);
        return MACH_PORT_VALID(answer->head.msgh_remote_port);
    }
    unanswered(&request->head);
    return false;
}

/* Sends the answer in `message`, if there is one, and receives the next request there, if it is
 * wanted. Only a send-once right is sure to take an answer: for others the worker does not wait. */
static mach_msg_return_t exchange(union message *message, bool answers, bool receives)
{
    mach_msg_return_t result;
    mach_msg_option_t option = (answers ? MACH_SEND_MSG : 0) | (receives ? MACH_RCV_MSG : 0);

    if (answers && MACH_MSGH_BITS_REMOTE(message->head.msgh_bits) != MACH_MSG_TYPE_MOVE_SEND_ONCE)
        option |= MACH_SEND_TIMEOUT;
    result = mach_msg(&message->head, option, answers ? message->head.msgh_size : 0,
                      receives ? sizeof *message : 0, receives ? server_ports : MACH_PORT_NULL,
                      MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
    if (answers && result >= MACH_SEND_IN_PROGRESS && result < MACH_RCV_IN_PROGRESS)
        mach_msg_destroy(&message->head); /* who asked is dead, or does not take it */
    return result;
}

/* ---- workers ---- */

static bool one_too_many(void)
{
    bool is;

    if (receiving <= WORKERS_KEPT)
        return false;
    mutex_lock(&pool);
    if ((is = receiving > WORKERS_KEPT))
        receiving--;
    mutex_unlock(&pool);
    return is;
}

static void act(struct worker *w)
{
    mutex_lock(&master);
    current = w->process->p_thread.t_user;
    w->function(w->process);
    w->process->p_thread.t_server = NULL;
    leave_personality();
}

static void *work(void *argument)
{
    struct worker *volatile w = argument;
    volatile bool answers = false;

    if (__builtin_setjmp(w->base) != 0)
        unanswered(&w->messages[w->request].head);
    else if (w->process != NULL)
        act(w);
    for (answers = false;;) {
        union message *request = &w->messages[w->request];
        bool ends = one_too_many();

        if (ends && !answers)
            break;
        if (exchange(request, answers, !ends) != MACH_MSG_SUCCESS) {
            answers = false;
            if (!ends)
                continue;
        }
        if (ends)
            break;
        answers = dispatch(request, &w->messages[w->request ^ 1]);
        if (answers)
            w->request ^= 1;
    }
    mutex_lock(&pool);
    w->next = unused;
    unused = w;
    mutex_unlock(&pool);
    return NULL;
}

/* NULL: no memory. */
static struct cthread *worker_make(struct proc *process, void (*function)(struct proc *))
{
    struct worker *w;
    struct cthread *made;
    vm_address_t at = 0;

    mutex_lock(&pool);
    if ((w = unused) != NULL)
        unused = w->next;
    mutex_unlock(&pool);
    if (w == NULL) {
        if (vm_allocate(mach_task_self(), &at, PAGE_UP(sizeof *w), TRUE) != KERN_SUCCESS)
            return NULL;
        w = (struct worker *)at;
    }
    w->process = process;
    w->function = function;
    w->messages[w->request].head.msgh_remote_port = MACH_PORT_NULL; /* nobody waits for an answer */
    if ((made = cthread_fork(work, w)) == NULL) {
        mutex_lock(&pool);
        w->next = unused;
        unused = w;
        mutex_unlock(&pool);
    }
    return made;
}

void worker_blocks(void)
{
    bool more;

    mutex_lock(&pool);
    more = --receiving == 0;
    if (more)
        receiving++;
    mutex_unlock(&pool);
    if (more && worker_make(NULL, NULL) == NULL)
        panic("no memory for another worker");
}

void worker_goes_on(void)
{
    mutex_lock(&pool);
    receiving++;
    mutex_unlock(&pool);
}

void pager_wait_begins(void)
{
    worker_blocks();
    mutex_unlock(&master);
}

void pager_wait_ends(void)
{
    mutex_lock(&master);
    worker_goes_on();
}

void worker_abandon(void)
{
    cthread_self()->data = NULL;
    mutex_unlock(&master);
    __builtin_longjmp(self()->base, 1);
}

bool worker_act(struct proc *p, void (*function)(struct proc *p))
{
    struct cthread *made;

    worker_goes_on(); /* it is not blocked */
    if ((made = worker_make(p, function)) == NULL)
        worker_blocks();
    p->p_thread.t_server = made;
    return made != NULL;
}

void workers_start(void)
{
    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &server_ports) != KERN_SUCCESS)
        panic("no set of ports");
    receiving = 1;
    if (worker_make(NULL, NULL) == NULL)
        panic("no memory for a worker");
}

mach_port_t server_port_make(void)
{
    mach_port_t port;

    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    if (mach_port_move_member(mach_task_self(), port, server_ports) != KERN_SUCCESS)
        panic("a port does not go into the set");
    return port;
}

void server_port_free(mach_port_t port)
{
    (void)mach_port_destroy(mach_task_self(), port); /* our send right to it, too */
}
