/* date [+format]: the time, UTC. */
#include <err.h>
#include <stdio.h>
#include <time.h>

#define LINE_BYTES 512

int main(int count, char **arguments)
{
    char line[LINE_BYTES];
    const char *format = "%a %b %e %H:%M:%S UTC %Y";
    time_t now = time(NULL);
    if (count > 2 || (count == 2 && arguments[1][0] != '+')) {
        fputs("usage: date [+format]\n", stderr);
        return 2;
    }
    if (count == 2)
        format = arguments[1] + 1;
    if (*format == '\0')
        line[0] = '\0';
    else if (strftime(line, sizeof line, format, gmtime(&now)) == 0)
        errx(1, "the date is too long");
    puts(line);
    return 0;
}
