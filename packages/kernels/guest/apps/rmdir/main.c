/* rmdir directory ...: removes empty directories. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    int failed = 0;
    if (count < 2) {
        fputs("usage: rmdir directory ...\n", stderr);
        return 2;
    }
    for (int i = 1; i < count; i++)
        if (rmdir(arguments[i]) < 0) {
            warn("%s", arguments[i]);
            failed = 1;
        }
    return failed;
}
