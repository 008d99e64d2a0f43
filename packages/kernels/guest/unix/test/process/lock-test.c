/* Spin locks and sleep locks. */
#include <unix/lock.h>

#include "host.h"

static struct spin_lock first, second;
static struct lock lock;
static int order[8], count;

static void prepare(void)
{
    spin_start(&first, "first", ORDER_FILES);
    spin_start(&second, "second", ORDER_VNODE);
    lock_start(&lock, &second, "lock", PINOD, 0);
}

static void spins(void)
{
    prepare();
    spin_take(&first);
    spin_take(&second);
    spin_release(&first); /* in any order */
    spin_release(&second);
    spin_take(&second);
    spin_release(&second);
    CHECK_IS(first.s_taken, 1);
    CHECK_IS(second.s_taken, 2);
    spin_check_none("test");
}

static void spin_order(void) { prepare(), spin_take(&second), spin_take(&first); }
static void spin_twice(void) { prepare(), spin_take(&first), spin_take(&first); }
static void spin_not_held(void) { prepare(), spin_release(&first); }
static void spin_sleeps(void) { prepare(), spin_take(&first), (void)KSLEEP(&count, PZERO + 1, 1); }

/* Everyone notes when he has it; who has it lets the others run. */
static void taker(void)
{
    CHECK_IS(lock_manage(&lock, LOCK_EXCLUSIVE), 0);
    order[count++] = (int)CALL(getpid);
    CHECK(lock_held(&lock, false));
    give_way();
    lock_manage(&lock, LOCK_RELEASE);
    leave(0);
}

static void reader(void)
{
    CHECK_IS(lock_manage(&lock, LOCK_SHARED), 0);
    CHECK(lock_held(&lock, true) && !lock_held(&lock, false));
    order[count++] = (int)CALL(getpid);
    lock_manage(&lock, LOCK_RELEASE);
    leave(0);
}

static void exclusive(void)
{
    prepare();
    CHECK_IS(lock_manage(&lock, LOCK_EXCLUSIVE), 0);
    pid_t a = spawn(taker), b = spawn(taker);
    others_run();
    CHECK_IS(count, 0);
    CHECK_IS(lock.l_waiting, 2);
    CHECK_IS(lock_manage(&lock, LOCK_RELEASE), 0);
    CHECK(!lock_held(&lock, true));
    others_run();
    CHECK_IS(count, 2);
    CHECK_IS(order[0] + order[1], a + b);
    CHECK_IS(lock.l_taken, 3);
    CHECK_IS(lock.l_waits, 2);
    wait_for(-1, NULL);
    wait_for(-1, NULL);
}

static void shared(void)
{
    prepare();
    CHECK_IS(lock_manage(&lock, LOCK_SHARED), 0);
    pid_t first_reader = spawn(reader);
    others_run();
    CHECK_IS(count, 1);
    pid_t writer = spawn(taker);
    others_run();
    spawn(reader); /* does not pass who waits to be the only one */
    others_run();
    CHECK_IS(count, 1);
    CHECK_IS(lock_manage(&lock, LOCK_SHARED | LOCK_NO_WAIT), EBUSY);
    CHECK_IS(lock_manage(&lock, LOCK_RELEASE), 0);
    others_run();
    CHECK_IS(count, 3);
    CHECK_IS(order[0], first_reader);
    CHECK_IS(order[1], writer);
    for (int i = 0; i < 3; i++)
        wait_for(-1, NULL);
}

static void changes(void)
{
    prepare();
    CHECK_IS(lock_manage(&lock, LOCK_SHARED), 0);
    CHECK_IS(lock_manage(&lock, LOCK_EXCLUSIVE | LOCK_NO_WAIT), EBUSY);
    CHECK_IS(lock_manage(&lock, LOCK_UPGRADE), 0);
    CHECK(lock_held(&lock, false));
    CHECK_IS(lock_manage(&lock, LOCK_DOWNGRADE), 0);
    CHECK(!lock_held(&lock, false) && lock_held(&lock, true));
    spawn(reader);
    others_run();
    CHECK_IS(count, 1);
    CHECK_IS(lock_manage(&lock, LOCK_RELEASE), 0);
    wait_for(-1, NULL);
    lock_start(&lock, &second, "lock", PINOD, L_RECURSE);
    CHECK_IS(lock_manage(&lock, LOCK_EXCLUSIVE), 0);
    CHECK_IS(lock_manage(&lock, LOCK_EXCLUSIVE), 0);
    CHECK_IS(lock_manage(&lock, LOCK_RELEASE), 0);
    CHECK(lock_held(&lock, false));
    CHECK_IS(lock_manage(&lock, LOCK_RELEASE), 0);
    CHECK(!lock_held(&lock, false));
}

static void drainer(void)
{
    CHECK_IS(lock_manage(&lock, LOCK_DRAIN | LOCK_NO_WAIT), EBUSY);
    CHECK_IS(lock_manage(&lock, LOCK_DRAIN), 0);
    order[count++] = -1;
    leave(0);
}

static void drain(void)
{
    prepare();
    CHECK_IS(lock_manage(&lock, LOCK_EXCLUSIVE), 0);
    spawn(drainer);
    others_run();
    pid_t waits = spawn(taker);
    others_run();
    CHECK_IS(count, 0);
    CHECK_IS(lock_manage(&lock, LOCK_RELEASE), 0);
    others_run();
    CHECK_IS(count, 2); /* after the last who waits */
    CHECK_IS(order[0], waits);
    CHECK_IS(order[1], -1);
    wait_for(-1, NULL);
    wait_for(-1, NULL);
}

static void used_after_drain(void)
{
    prepare();
    lock_manage(&lock, LOCK_SHARED);
    spawn(drainer);
    others_run();
    lock_manage(&lock, LOCK_RELEASE);
    others_run();
    lock_manage(&lock, LOCK_SHARED);
}

static void take_twice(void)
{
    prepare();
    lock_manage(&lock, LOCK_EXCLUSIVE);
    lock_manage(&lock, LOCK_EXCLUSIVE);
}

static void release_others(void) { lock_manage(&lock, LOCK_RELEASE); }

static void released_by_another(void)
{
    prepare();
    lock_manage(&lock, LOCK_EXCLUSIVE);
    spawn(release_others);
    others_run();
}

static void released_by_none(void) { prepare(), release_others(); }

const struct test lock_tests[] = {
    {"spin locks", spins},
    {"panic: a spin lock out of order", spin_order},
    {"panic: a spin lock taken twice", spin_twice},
    {"panic: a spin lock that is not held", spin_not_held},
    {"panic: sleep with a spin lock", spin_sleeps},
    {"exclusive locks", exclusive},
    {"shared locks", shared},
    {"locks change", changes},
    {"locks drain", drain},
    {"panic: a lock used after its last use", used_after_drain},
    {"panic: a lock taken twice", take_twice},
    {"panic: a lock that another releases", released_by_another},
    {"panic: a lock that nobody has", released_by_none},
    {NULL, NULL},
};
