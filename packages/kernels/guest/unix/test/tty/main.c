/* tty-test NAME runs one test, tty-test without arguments lists them. */
#include "host.h"

static const struct test *const all[] = { clist_tests,  edit_tests, control_tests, write_tests,
                                          raw_tests,    job_tests,  ioctl_tests,   pipe_tests,
                                          fifo_tests,   device_tests, oracle_tests };

static void start(void)
{
    static struct ucred cred = { .cr_ref = 1, .cr_uid = 7, .cr_ngroups = 1 };

    for (int i = 0; i < 2; i++)
        sessions[i].s_leader = &procs[i];
    for (int i = 0; i < 3; i++)
        groups[i] = (struct pgrp){ .pg_session = &sessions[i / 2], .pg_id = 100 + i, .pg_jobc = 1 };
    for (int i = 0; i < TASKS; i++) {
        users[i].u_proc = &procs[i];
        users[i].u_cred = &cred;
        procs[i].p_pid = i;
        procs[i].p_flag = P_CONTROLT;
        group_put(i, 0);
    }
    clist_start();
    pipes_start();
}

int main(int count, char **arguments)
{
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        for (const struct test *t = all[i]; t->name != NULL; t++) {
            if (count < 2)
                printf("%s\n", t->name);
            else if (strcmp(t->name, arguments[1]) == 0) {
                start();
                t->run();
                CHECK_IS(splhigh(), 0); /* every level has been let go of */
                printf("ok\n");
                return 0;
            }
        }
    return count < 2 ? 0 : 2;
}
