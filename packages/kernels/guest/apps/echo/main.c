/* echo: its arguments, separated by spaces; with -n no end of line. */
#include <stdio.h>
#include <string.h>

int main(int argc, char *argv[])
{
    int newline = 1;
    int i = 1;

    if (argc > 1 && strcmp(argv[1], "-n") == 0) {
        newline = 0;
        i++;
    }
    for (; i < argc; i++) {
        fputs(argv[i], stdout);
        if (i + 1 < argc)
            putchar(' ');
    }
    if (newline)
        putchar('\n');
    return fflush(stdout) == EOF;
}
