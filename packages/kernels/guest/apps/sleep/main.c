/* sleep seconds */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    char *end;
    if (count != 2) {
        fputs("usage: sleep seconds\n", stderr);
        return 2;
    }
    unsigned long seconds = strtoul(arguments[1], &end, 10);
    if (*end != '\0' || *arguments[1] == '\0')
        errx(2, "%s: a number of seconds was expected", arguments[1]);
    for (unsigned left = (unsigned)seconds; left > 0;)
        left = sleep(left);
    return 0;
}
