/* Dates as text, in English. */
#include <string.h>
#include <time.h>

#define FIRST_YEAR 1900 /* of tm_year */

static const char *const days[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                    "Thursday", "Friday", "Saturday" };
static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

struct text {
    char *next;
    char *end;
};

static void put(struct text *text, const char *string, size_t length)
{
    size_t room = text->end - text->next;

    memcpy(text->next, string, length < room ? length : room);
    text->next += length < room ? length : room;
}

/* A number of at least `digits` digits, with `fill` in front. */
static void put_number(struct text *text, long number, int digits, char fill)
{
    char buffer[12];
    char *end = buffer + sizeof(buffer);
    char *start = end;
    unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;

    do
        *--start = '0' + rest % 10;
    while ((rest /= 10) != 0);
    if (number < 0)
        *--start = '-';
    while (end - start < digits)
        *--start = fill;
    put(text, start, end - start);
}

/* The week of ISO 8601, in which the year's first Thursday is in week 1; and that week's year. */
static int iso_week(const struct tm *time, int *year)
{
    int weekday = (time->tm_wday + 6) % 7; /* Monday 0 */
    int thursday = time->tm_yday - weekday + 3;

    *year = time->tm_year + FIRST_YEAR;
    for (;;) {
        int leap = *year % 4 == 0 && (*year % 100 != 0 || *year % 400 == 0);

        if (thursday < 0) {
            int before = *year - 1;

            thursday += 365 + (before % 4 == 0 && (before % 100 != 0 || before % 400 == 0));
            *year = before;
        } else if (thursday >= 365 + leap) {
            thursday -= 365 + leap;
            ++*year;
        } else {
            return thursday / 7 + 1;
        }
    }
}

static void put_format(struct text *text, const char *format, const struct tm *time);

static void put_conversion(struct text *text, char letter, const struct tm *time)
{
    int year = time->tm_year + FIRST_YEAR;
    int hour12 = time->tm_hour % 12 == 0 ? 12 : time->tm_hour % 12;
    const char *day = time->tm_wday >= 0 && time->tm_wday < 7 ? days[time->tm_wday] : "?";
    const char *month = time->tm_mon >= 0 && time->tm_mon < 12 ? months[time->tm_mon] : "?";
    int week_year;

    switch (letter) {
    case 'a':
        put(text, day, day[0] == '?' ? 1 : 3);
        break;
    case 'A':
        put(text, day, strlen(day));
        break;
    case 'b':
    case 'h':
        put(text, month, month[0] == '?' ? 1 : 3);
        break;
    case 'B':
        put(text, month, strlen(month));
        break;
    case 'c':
        put_format(text, "%a %b %e %H:%M:%S %Y", time);
        break;
    case 'C':
        put_number(text, year / 100, 2, '0');
        break;
    case 'd':
        put_number(text, time->tm_mday, 2, '0');
        break;
    case 'D':
    case 'x':
        put_format(text, "%m/%d/%y", time);
        break;
    case 'e':
        put_number(text, time->tm_mday, 2, ' ');
        break;
    case 'F':
        put_format(text, "%Y-%m-%d", time);
        break;
    case 'g':
        iso_week(time, &week_year);
        put_number(text, week_year % 100, 2, '0');
        break;
    case 'G':
        iso_week(time, &week_year);
        put_number(text, week_year, 1, '0');
        break;
    case 'H':
        put_number(text, time->tm_hour, 2, '0');
        break;
    case 'I':
        put_number(text, hour12, 2, '0');
        break;
    case 'j':
        put_number(text, time->tm_yday + 1, 3, '0');
        break;
    case 'k':
        put_number(text, time->tm_hour, 2, ' ');
        break;
    case 'l':
        put_number(text, hour12, 2, ' ');
        break;
    case 'm':
        put_number(text, time->tm_mon + 1, 2, '0');
        break;
    case 'M':
        put_number(text, time->tm_min, 2, '0');
        break;
    case 'n':
        put(text, "\n", 1);
        break;
    case 'p':
        put(text, time->tm_hour < 12 ? "AM" : "PM", 2);
        break;
    case 'r':
        put_format(text, "%I:%M:%S %p", time);
        break;
    case 'R':
        put_format(text, "%H:%M", time);
        break;
    case 's': {
        struct tm copy = *time;

        put_number(text, timegm(&copy), 1, '0');
        break;
    }
    case 'S':
        put_number(text, time->tm_sec, 2, '0');
        break;
    case 't':
        put(text, "\t", 1);
        break;
    case 'T':
    case 'X':
        put_format(text, "%H:%M:%S", time);
        break;
    case 'u':
        put_number(text, time->tm_wday == 0 ? 7 : time->tm_wday, 1, '0');
        break;
    case 'U':
        put_number(text, (time->tm_yday + 7 - time->tm_wday) / 7, 2, '0');
        break;
    case 'V':
        put_number(text, iso_week(time, &week_year), 2, '0');
        break;
    case 'w':
        put_number(text, time->tm_wday, 1, '0');
        break;
    case 'W':
        put_number(text, (time->tm_yday + 7 - (time->tm_wday + 6) % 7) / 7, 2, '0');
        break;
    case 'y':
        put_number(text, year % 100, 2, '0');
        break;
    case 'Y':
        put_number(text, year, 1, '0');
        break;
    case 'z':
        put(text, "+0000", 5);
        break;
    case 'Z':
        put(text, "UTC", 3);
        break;
    case '%':
        put(text, "%", 1);
        break;
    default:
        put(text, "%", 1);
        put(text, &letter, 1);
    }
}

static void put_format(struct text *text, const char *format, const struct tm *time)
{
    for (; *format != '\0'; format++)
        if (*format != '%' || format[1] == '\0')
            put(text, format, 1);
        else
            put_conversion(text, *++format, time);
}

size_t strftime(char *restrict text, size_t bytes, const char *restrict format,
                const struct tm *restrict time)
{
    struct text into = { text, text + bytes };

    put_format(&into, format, time);
    if (into.next == into.end) /* no room for the NUL */
        return 0;
    *into.next = '\0';
    return into.next - text;
}

#define ASCTIME_BYTES 32

char *asctime(const struct tm *time)
{
    static char text[ASCTIME_BYTES];

    strftime(text, sizeof(text), "%c\n", time);
    return text;
}

char *ctime(const time_t *time)
{
    return asctime(localtime(time));
}
