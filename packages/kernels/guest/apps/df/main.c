/* df [path ...]: what is free on the file systems of these paths, the root's without any. */
#include <err.h>
#include <stdio.h>
#include <sys/statfs.h>

static int print(const char *path)
{
    struct statfs status;
    if (statfs(path, &status) < 0) {
        warn("%s", path);
        return 1;
    }
    long kilobytes = status.f_bsize / 1024, used = status.f_blocks - status.f_bfree;
    printf("%-20s %9ld %9ld %9ld %9ld\n", status.f_mounted_on, status.f_blocks * kilobytes,
           used * kilobytes, status.f_bavail * kilobytes, (long)status.f_ffree);
    return 0;
}

int main(int count, char **arguments)
{
    int failed = 0;
    printf("%-20s %9s %9s %9s %9s\n", "mounted on", "KB", "used", "available", "inodes");
    if (count == 1)
        return print("/");
    for (int i = 1; i < count; i++)
        failed |= print(arguments[i]);
    return failed;
}
