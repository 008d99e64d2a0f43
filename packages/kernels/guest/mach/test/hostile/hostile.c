/*
 * hostile: UNIX programs that use the kernel behind the UNIX system's back, and spoil the emulation
 * library in their memory, each in a child of its own. Only they suffer: the last line says so.
 *
 *      hostile [-s seed] [-n children] [-c messages of each]
 *
 * With -w it is the program that another of its children has begun.
 */
#include "hostile.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 10
#define MESSAGES 300
#define SECONDS 2 /* that a child may take */
#define LOOP 0x1000ffffu /* b . */
#define PAGE 4096
#define PROGRAM "/bin/hostile"
#define USER 10
#define PORTS_MOST 20000
#define MEMORY (64u << 20) /* more than there is */

uint32_t seed = 1;

uint32_t chance(void)
{
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

static void for_ever(void)
{
    for (;;)
        continue;
}

static void note(int signal)
{
    (void)signal;
}

static void catch_all(void)
{
    for (int i = 1; i < NSIG; i++)
        signal(i, note);
}

/* ---- one evil each ---- */

static void unmaps_library(void)
{
    vm_deallocate_trap(task_self_trap(), LIBRARY_TEXT, LIBRARY_END - LIBRARY_TEXT);
    getppid();
}

static void unmaps_library_and_catches(void)
{
    catch_all();
    unmaps_library();
}

static void unmaps_library_data(void)
{
    vm_deallocate_trap(task_self_trap(), LIBRARY_DATA, LIBRARY_END - LIBRARY_DATA);
    kill(getpid(), SIGTERM);
}

static void spoils_library_data(void)
{
    memset((void *)LIBRARY_DATA, 0xff, 4 * PAGE);
    getppid();
    for_ever();
}

static void loops_in_library(void)
{
    uint32_t *code = (uint32_t *)LIBRARY_DATA;

    catch_all();
    code[0] = LOOP;
    code[1] = 0;
    ((void (*)(void))code)();
}

static void unmaps_everything(void)
{
    vm_deallocate_trap(task_self_trap(), PAGE, 0x7fff0000u - PAGE);
}

static void ends_task(void)
{
    task_terminate_trap(task_self_trap());
}

static void suspends_task(void)
{
    task_suspend_trap(task_self_trap());
}

static void waits_in_kernel(void)
{
    static struct header message;

    catch_all();
    for (;;)
        message_trap(&message, 2, 0, sizeof message, reply_port_trap(), 0, NO_PORT);
}

static void ends_children(void)
{
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    ends_task();
}

static void takes_ports(void)
{
    uint32_t name;

    for (int i = 0; i < PORTS_MOST; i++)
        if (port_allocate_trap(task_self_trap(), RIGHT_RECEIVE, &name) != 0)
            break;
    _exit(1);
}

static void takes_memory(void)
{
    uint32_t at = 0;

    if (vm_allocate_trap(task_self_trap(), &at, MEMORY, 1) == 0)
        for (uint32_t page = 0; page < MEMORY; page += PAGE)
            *(volatile char *)(at + page) = 1;
    _exit(1);
}

static void sends_messages(void)
{
    messages_by_chance(MESSAGES);
    _exit(1);
}

/* What it leaves among the library is not there for a program of another user's. */
static void begins_set_user(void)
{
    uint32_t at = LIBRARY_MARK;

    setuid(USER);
    vm_allocate_trap(task_self_trap(), &at, PAGE, 0);
    execl(PROGRAM, PROGRAM, "-w", NULL);
}

static int mark_is_left(void)
{
    uint32_t at = LIBRARY_MARK;

    return geteuid() != 0 || vm_allocate_trap(task_self_trap(), &at, PAGE, 0) != 0;
}

static const struct {
    const char *name;
    void (*does)(void);
} evils[] = {
    { "unmaps the library", unmaps_library },
    { "unmaps it, catches signals", unmaps_library_and_catches },
    { "unmaps its data", unmaps_library_data },
    { "spoils its data", spoils_library_data },
    { "loops in it", loops_in_library },
    { "unmaps everything", unmaps_everything },
    { "ends its task", ends_task },
    { "suspends its task", suspends_task },
    { "waits in the kernel", waits_in_kernel },
    { "ends, with a child", ends_children },
    { "takes ports", takes_ports },
    { "takes memory", takes_memory },
    { "begins a set-user-id program", begins_set_user },
    { "sends messages", sends_messages },
};

/* ---- */

static volatile pid_t watched;

static void out_of_patience(int signal)
{
    (void)signal;
    kill(watched, SIGKILL);
}

static int status_of(pid_t child)
{
    int status;

    watched = child;
    alarm(SECONDS);
    while (waitpid(child, &status, 0) != child)
        continue;
    alarm(0);
    return status;
}

/* Others are not concerned. */
static void go_on(void)
{
    int ends[2];
    char byte = 0;
    pid_t child;

    if (pipe(ends) < 0 || (child = fork()) < 0)
        err(3, "the system does not go on");
    if (child == 0)
        _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
    if (read(ends[0], &byte, 1) != 1 || byte != 'x' || status_of(child) != 0)
        errx(3, "the system does not go on");
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char **argv)
{
    int children = CHILDREN, messages = MESSAGES, option;

    while ((option = getopt(argc, argv, "s:n:c:w")) != -1)
        switch (option) {
        case 's': seed = atoi(optarg); break;
        case 'n': children = atoi(optarg); break;
        case 'c': messages = atoi(optarg); break;
        case 'w': return mark_is_left() ? 5 : 7;
        default: errx(2, "usage: hostile [-s seed] [-n children] [-c messages]");
        }
    setbuf(stdout, NULL);
    signal(SIGALRM, out_of_patience);
    chmod(PROGRAM, 04755);
    for (unsigned i = 0; i < sizeof evils / sizeof evils[0]; i++) {
        pid_t child = fork();
        int status;

        if (child == 0) {
            evils[i].does();
            _exit(100);
        }
        status = status_of(child);
        if (WIFSIGNALED(status))
            printf("%s: signal %d\n", evils[i].name, WTERMSIG(status));
        else
            printf("%s: exit %d\n", evils[i].name, WEXITSTATUS(status));
        go_on();
    }
    for (int i = 0; i < children; i++) {
        pid_t child = fork();

        if (child == 0) {
            seed += i * 7919;
            messages_by_chance(messages);
            _exit(0);
        }
        status_of(child);
        go_on();
    }
    printf("the system goes on\n");
    return 0;
}
