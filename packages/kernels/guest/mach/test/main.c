/* The tests, all or those whose names begin with an argument test=<name>; then the machine halts. */
#include <mach/bootstrap.h>
#include <string.h>

#include "harness.h"
#include "print.h"

#define DRAIN_MILLISECONDS 1200 /* the line's queue, at 9600 bits a second */

mach_port_t host_priv, device_master;
unsigned test_seed = 1;

static const struct test *current;
static unsigned failures, runs;
static boolean_t failed;

static const struct test *const all[] = {
    rpc_tests, rights_tests, set_tests, notify_tests, timeout_tests, memory_tests, thread_tests,
    task_tests, exception_tests, pager_tests, device_tests, exhaustion_tests,
    soak_tests,
};

/* Only those that are asked for by name. hostile: some seeds leave a page busy for ever. */
static const struct test *const named[] = {bench_tests, hostile_tests};

void test_failed(const char *file, int line, const char *what, unsigned found, unsigned expected)
{
    const char *name = file;

    for (const char *at = file; *at != '\0'; at++)
        if (*at == '/')
            name = at + 1;
    failed = TRUE;
    kprintf("FAILED %s: %s:%d: %s", current->name, name, line, what);
    if (found != expected)
        kprintf(": %x, not %x", found, expected);
    kprintf("\n");
}

static void run(const struct test *test)
{
    current = test;
    failed = FALSE;
    test->run();
    threads_reuse();
    runs++;
    if (failed)
        failures++;
    else
        kprintf("ok %s\n", test->name);
}

static boolean_t begins(const char *name, const char *with)
{
    for (; *with != '\0'; name++, with++)
        if (*name != *with)
            return FALSE;
    return TRUE;
}

/* What `test=` says, or all. */
static const char *wanted(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (begins(argv[i], "test="))
            return argv[i] + 5;
    return "";
}

static void seed_take(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (begins(argv[i], "seed=")) {
            test_seed = 0;
            for (const char *digit = argv[i] + 5; *digit >= '0' && *digit <= '9'; digit++)
                test_seed = test_seed * 10 + *digit - '0';
        }
}

int main(int argc, char **argv)
{
    const char *which = wanted(argc, argv);

    seed_take(argc, argv);
    if (bootstrap_ports(mach_task_bootstrap(), &host_priv, &device_master) != KERN_SUCCESS)
        return 1;
    if (!print_start())
        return 1;
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        for (const struct test *test = all[i]; test->name != NULL; test++)
            if (begins(test->name, which))
                run(test);
    for (unsigned i = 0; which[0] != '\0' && i < sizeof named / sizeof named[0]; i++)
        for (const struct test *test = named[i]; test->name != NULL; test++)
            if (begins(test->name, which))
                run(test);
    kprintf("%u tests, %u failed\n", runs, failures);
    kprintf(failures == 0 ? "all ok\n" : "FAILED\n");
    (void)next_message(port_make(), DRAIN_MILLISECONDS);
    (void)host_reboot(host_priv, HOST_REBOOT_HALT);
    return 0;
}
