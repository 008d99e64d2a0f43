/*
 * The table of processes, and the ways to find one: by number in hash chains, by state in the lists
 * of those that live and those that are dead but not waited for, by family through parent, youngest
 * child and siblings.
 *
 * An entry is in exactly one of: the free list (SFREE), proc_list, zombie_list (SZOMB). It stays in
 * the hash chains, the family and its group until its parent has waited for it. All this is changed
 * under one lock.
 */
#include <unix/kernel.h>
#include <unix/lock.h>

#define PID_HASH 64 /* chains; a power of two */
#define PID_CHAIN(pid) (&pid_hash[(pid) & (PID_HASH - 1)])

#define UID_HASH 32
#define UID_CHAIN(uid) (&uid_hash[(uid) & (UID_HASH - 1)])

struct proc *proc_list;
struct proc *zombie_list;
struct proc *init_process;
struct proc *process_table;
int process_count;
int processes_alive;

static struct proc *free_list; /* through p_next */
static struct proc *pid_hash[PID_HASH];
static struct spin_lock processes_lock = { .s_name = "processes", .s_order = ORDER_PROCESSES };

/* How many processes a real user has; those with none have no entry. */
struct uid_count {
    struct uid_count *next;
    uid_t uid;
    int processes;
};
static struct uid_count *uid_hash[UID_HASH];

void processes_start(int count)
{
    process_table = kmem_alloc_zeroed(count * sizeof(struct proc));
    process_count = count;
    for (struct proc *p = process_table + count; p-- > process_table;) {
        p->p_next = free_list;
        free_list = p;
    }
    sleep_start();
}

struct proc *proc_find(pid_t pid)
{
    struct proc *p;

    spin_take(&processes_lock);
    for (p = *PID_CHAIN(pid); p != NULL; p = p->p_hash)
        if (p->p_pid == pid)
            break;
    spin_release(&processes_lock);
    return p;
}

void proc_hash(struct proc *p)
{
    struct proc **chain = PID_CHAIN(p->p_pid);

    spin_take(&processes_lock);
    p->p_hash = *chain;
    *chain = p;
    spin_release(&processes_lock);
}

void proc_unhash(struct proc *p)
{
    struct proc **link;

    spin_take(&processes_lock);
    for (link = PID_CHAIN(p->p_pid); *link != p; link = &(*link)->p_hash)
        if (*link == NULL)
            panic("process %d is in no hash chain", (int)p->p_pid);
    *link = p->p_hash;
    p->p_hash = NULL;
    spin_release(&processes_lock);
}

struct proc *proc_alloc(void)
{
    struct proc *p;

    spin_take(&processes_lock);
    if ((p = free_list) != NULL) {
        free_list = p->p_next;
        processes_alive++;
    }
    spin_release(&processes_lock);
    if (p != NULL) {
        bzero(p, sizeof *p);
        p->p_stat = SIDL;
    }
    return p;
}

void proc_free(struct proc *p)
{
    p->p_stat = SFREE;
    p->p_pid = 0;
    p->p_flag = 0;
    p->p_wchan = NULL;
    spin_take(&processes_lock);
    p->p_next = free_list;
    free_list = p;
    processes_alive--;
    spin_release(&processes_lock);
}

void proc_link(struct proc *p, struct proc **list)
{
    spin_take(&processes_lock);
    if ((p->p_next = *list) != NULL)
        p->p_next->p_prev = &p->p_next;
    *list = p;
    p->p_prev = list;
    spin_release(&processes_lock);
}

void proc_unlink(struct proc *p)
{
    spin_take(&processes_lock);
    if ((*p->p_prev = p->p_next) != NULL)
        p->p_next->p_prev = p->p_prev;
    spin_release(&processes_lock);
}

void proc_adopt(struct proc *p, struct proc *parent)
{
    spin_take(&processes_lock);
    p->p_pptr = parent;
    p->p_ysptr = NULL;
    if ((p->p_osptr = parent->p_cptr) != NULL)
        p->p_osptr->p_ysptr = p;
    parent->p_cptr = p;
    spin_release(&processes_lock);
}

void proc_orphan(struct proc *p)
{
    spin_take(&processes_lock);
    if (p->p_ysptr != NULL)
        p->p_ysptr->p_osptr = p->p_osptr;
    else
        p->p_pptr->p_cptr = p->p_osptr;
    if (p->p_osptr != NULL)
        p->p_osptr->p_ysptr = p->p_ysptr;
    p->p_pptr = p->p_osptr = p->p_ysptr = NULL;
    spin_release(&processes_lock);
}

bool proc_descends(const struct proc *p, const struct proc *from)
{
    while (p != from) {
        if (p->p_pptr == NULL)
            return false;
        p = p->p_pptr;
    }
    return true;
}

/* The user's entry is changed. If there is none, `spare` becomes it, and that is told. */
static int change_count(uid_t uid, int change, struct uid_count *spare, struct uid_count **gone)
{
    struct uid_count **link, *count;

    for (link = UID_CHAIN(uid); (count = *link) != NULL; link = &count->next)
        if (count->uid == uid) {
            count->processes += change;
            if (count->processes < 0)
                panic("user %u has %d processes", (unsigned)uid, count->processes);
            if (count->processes == 0) {
                *link = count->next;
                *gone = count;
            }
            return count->processes;
        }
    if (change < 0)
        panic("user %u ceases to have a process that was not counted", (unsigned)uid);
    if (change == 0 || spare == NULL)
        return 0;
    spare->uid = uid;
    spare->processes = change;
    spare->next = *UID_CHAIN(uid);
    *UID_CHAIN(uid) = spare;
    return change;
}

int proc_count_user(uid_t uid, int change)
{
    struct uid_count *spare = NULL, *gone = NULL;
    int count;

    for (;;) {
        spin_take(&processes_lock);
        count = change_count(uid, change, spare, &gone);
        spin_release(&processes_lock);
        if (count != 0 || change <= 0)
            break;
        spare = kmem_alloc(sizeof *spare); /* his first: this may wait */
    }
    if (gone != NULL)
        kmem_free(gone);
    return count;
}
