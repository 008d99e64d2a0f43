#include "check.h"

#include "print.h"

#define FAILURES_TOLD 20

static const char *group, *first_failed_group, *first_failed;
static unsigned count, count_all, failures;
static uint32_t sum, sum_all;

static uint32_t rotate_add(uint32_t value, uint32_t more)
{
    return (value << 5 | value >> 27) + more;
}

static void end_group(void)
{
    if (group == 0)
        return;
    print("%s: %u checks, checksum %08x\n", group, count, sum);
    count_all += count;
    sum_all = rotate_add(sum_all, sum);
    count = sum = 0;
}

void check_group(const char *name)
{
    end_group();
    group = name;
}

void check(const char *what, uint32_t detail, uint32_t got, uint32_t expected)
{
    count++;
    sum = rotate_add(sum, got);
    if (got == expected)
        return;
    if (failures++ == 0) {
        first_failed_group = group;
        first_failed = what;
    }
    if (failures <= FAILURES_TOLD)
        print("FAILED %s %s %x: %08x, not %08x\n", group, what, detail, got, expected);
}

void check_end(const char *program)
{
    end_group();
    group = 0;
    print("%s: %u checks, checksum %08x, ", program, count_all, sum_all);
    if (failures == 0)
        print("passed\n");
    else
        print("FAILED %u, first: %s %s\n", failures, first_failed_group, first_failed);
}
