/* process-test NAME runs one test, process-test without arguments lists them. */
#include "host.h"

static const struct test *const all[] = {group_tests, signal_tests, state_tests, wait_tests,
                                         timer_tests, memory_tests, limit_tests, exec_tests, lock_tests};

static void (*body)(void);

static void program(void)
{
    body();
    check_invariants();
    for (struct test_file *f = test_files; f < test_files + test_file_count; f++)
        CHECK(!f->locked && f->vnode.v_count == f->vnode.v_writers + (&f->vnode == root_vnode));
    printf("ok\n");
    exit(0);
}

int main(int count, char **arguments)
{
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        for (const struct test *t = all[i]; t->name != NULL; t++) {
            if (count < 2)
                printf("%s\n", t->name);
            else if (strcmp(t->name, arguments[1]) == 0) {
                body = t->run;
                run(program);
            }
        }
    return count < 2 ? 0 : 2;
}
