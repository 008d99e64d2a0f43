/* Calls with addresses where nothing is. */
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/uio.h>

#include "suite.h"

/* Nothing, a little, nowhere, the kernel, the end of all. */
static const uintptr_t nowhere[] = { 0, 16, 0x30000000, (uintptr_t)(intptr_t)(int32_t)0x80000000,
                                     (uintptr_t)-4096, (uintptr_t)-1 };
#define PLACES (sizeof(nowhere) / sizeof(nowhere[0]))

static void of_names(void)
{
    struct stat status;
    char buffer[10], *const none[] = { NULL };

    for (unsigned i = 0; i < PLACES; i++) {
        const char *bad = (const char *)nowhere[i];

        FAILS(open(bad, O_RDONLY), EFAULT);
        FAILS(unlink(bad), EFAULT);
        FAILS(mkdir(bad, 0755), EFAULT);
        FAILS(rmdir(bad), EFAULT);
        FAILS(chdir(bad), EFAULT);
        FAILS(chmod(bad, 0644), EFAULT);
        FAILS(stat(bad, &status), EFAULT);
        FAILS(lstat(bad, &status), EFAULT);
        FAILS(access(bad, F_OK), EFAULT);
        FAILS(readlink(bad, buffer, 10), EFAULT);
        FAILS(link(bad, "x"), EFAULT);
        FAILS(link("/etc/passwd", bad), EFAULT);
        FAILS(rename(bad, "x"), EFAULT);
        FAILS(symlink(bad, "x"), EFAULT);
        FAILS(symlink("x", bad), EFAULT);
        FAILS(truncate(bad, 0), EFAULT);
        FAILS(execve(bad, none, none), EFAULT);
    }
    make_file("f", "");
    FAILS(rename("f", NULL), EFAULT);
    EQUAL(unlink("f"), 0);
}

static void of_buffers(void)
{
    int file, ends[2];

    make_file("f", "0123456789");
    EQUAL(symlink("f", "l"), 0);
    file = open("f", O_RDWR);
    EQUAL(pipe(ends), 0);
    for (unsigned i = 0; i < PLACES; i++) {
        void *bad = (void *)nowhere[i];

        FAILS(read(file, bad, 5), EFAULT);
        FAILS(write(file, bad, 5), EFAULT);
        FAILS(write(ends[1], bad, 5), EFAULT);
        FAILS(stat("f", bad), EFAULT);
        FAILS(fstat(file, bad), EFAULT);
        FAILS(readlink("l", bad, 5), EFAULT);
        FAILS(readv(file, bad, 2), EFAULT);
        if (bad != NULL) {
            if (IS_OURS) { /* elsewhere the library touches it */
                FAILS(gettimeofday(bad, NULL), EFAULT);
                FAILS(utimes("f", bad), EFAULT);
            }
            FAILS(select(5, bad, NULL, NULL, NULL), EFAULT);
            FAILS(setitimer(ITIMER_REAL, bad, NULL), EFAULT);
        }
        if (IS_OURS || bad != NULL)
            FAILS(getrlimit(RLIMIT_DATA, bad), EFAULT);
    }
    EQUAL(lseek(file, 0, SEEK_CUR), 0);
    EQUAL(status_at("f").st_size, 10);
    CHECK(close(file) == 0 && close(ends[0]) == 0 && close(ends[1]) == 0);
    expect_content("f", "0123456789");
    CHECK(unlink("f") == 0 && unlink("l") == 0);
}

/* Begins well and ends where nothing is; a length that leads around. */
static void across_an_end(void)
{
    char *end;
    int file, part, ends[2];

    make_file("f", "");
    file = open("f", O_RDWR);
    sbrk(4096);
    end = (char *)(((uintptr_t)sbrk(0) + 4095) & ~(uintptr_t)4095);
    EQUAL(brk(end), 0);
    fill(end - 100, 100, 1);
    EQUAL(write(file, end - 100, 100), 100);
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    part = read(file, end - 50, 100); /* the part that has room, or nothing */
    CHECK(part == 50 || (part == -1 && errno == EFAULT));
    FAILS(stat("f", (struct stat *)(end - 8)), EFAULT);
    strcpy(end - 2, "f"); /* a name may end with the memory */
    EQUAL(close(open(end - 2, O_RDONLY)), 0);
    end[-1] = 'f';
    FAILS(open(end - 2, O_RDONLY), EFAULT);
    EQUAL(pipe(ends), 0);
    if (IS_OURS) {
        FAILS(write(ends[1], end - 50, 100), EFAULT);
        FAILS(write(file, end - 50, 0x7fffffff), EFAULT);
        FAILS(write(file, end - 50, 0xffffff00), EINVAL);
        FAILS(read(file, end - 50, 0x80000000), EINVAL);
    }
    EQUAL(close(file), 0);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
    EQUAL(unlink("f"), 0);
}

/* The compiler knows too much of constants. */
static char **volatile low = (char **)16;
static char **volatile kernel = (char **)0x80000000;

static void of_exec(void)
{
    char *good[] = { "suite", "@exit", "0", NULL };
    char *bad[] = { "suite", (char *)16, NULL };

    FAILS(execve(program_path, bad, good + 3), EFAULT);
    FAILS(execve(program_path, good, bad), EFAULT);
    FAILS(execve(program_path, low, good + 3), EFAULT);
    FAILS(execve(program_path, good, low), EFAULT);
    if (IS_OURS) {
        FAILS(execve(program_path, (char **)((char *)good + 1), good + 3), EFAULT);
        FAILS(execve(program_path, kernel, good + 3), EFAULT);
    }
}

static void of_wait(void)
{
    pid_t child = fork_child();

    if (child == 0)
        _exit(6);
    pause_ms(50);
    FAILS(waitpid(child, (int *)16, 0), EFAULT);
    if (IS_OURS) /* it has not been lost */
        EQUAL(WEXITSTATUS(status_of(child)), 6);
}

static void of_names_where_files_would_be_made(void)
{
    FAILS(open((char *)16, O_RDWR | O_CREAT, 0644), EFAULT);
    FAILS(mkfifo((char *)16, 0644), EFAULT);
}

#if IS_OURS && defined(__mips__)
static int call_number(int number)
{
    register int v0 __asm__("$2") = number;
    register int a3 __asm__("$7");

    __asm__ volatile("syscall" : "+r"(v0), "=r"(a3) : : "$3", "memory");
    return a3 == 0 ? 0 : v0;
}

static void no_such_call(void)
{
    static const int wrong[] = { 0, 7, 150, 159, 160, 1000, -1, 0x7fffffff, 97 };

    signal(SIGSYS, SIG_IGN);
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        pid_t child;
        int error = call_number(wrong[i]);

        CHECK(error == EINVAL || error == ENOSYS);
        child = fork_child();
        if (child == 0) {
            signal(SIGSYS, SIG_DFL);
            call_number(wrong[i]);
            _exit(0);
        }
        EQUAL(status_of(child) & 0177, SIGSYS);
    }
}
#else
static void no_such_call(void) { }
#endif

const struct test faults[] = {
    TEST(of_names, 0), TEST(of_buffers, 0), TEST(across_an_end, 0), TEST(of_exec, 0),
    TEST(of_wait, 0), TEST(of_names_where_files_would_be_made, 0), TEST(no_such_call, OURS), END,
};
