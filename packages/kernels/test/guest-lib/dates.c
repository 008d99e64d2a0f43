/* Dates: gmtime, timegm, strftime, asctime. */
#include <time.h>

#include "compare.h"

/* The library's structure has the host's form; its time_t has 32 bits. */
struct tm *guest_gmtime(const int32_t *);
int32_t guest_timegm(struct tm *);
size_t guest_strftime(char *, size_t, const char *, const struct tm *);
char *guest_asctime(const struct tm *);

#define TEXT 300

static int equal(const struct tm *a, const struct tm *b)
{
    return a->tm_sec == b->tm_sec && a->tm_min == b->tm_min && a->tm_hour == b->tm_hour &&
           a->tm_mday == b->tm_mday && a->tm_mon == b->tm_mon && a->tm_year == b->tm_year &&
           a->tm_wday == b->tm_wday && a->tm_yday == b->tm_yday;
}

static void compare_text(const struct tm *time)
{
    static const char format[] = "%a %A %b %B %c|%C %d %D %e %F %g %G %h %H %I %j %k %l %m %M|"
                                 "%n%p %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %%";
    char ours[TEXT], theirs[TEXT];
    size_t our_length = guest_strftime(ours, TEXT, format, time);
    size_t their_length = strftime(theirs, TEXT, format, time);
    size_t room = below(our_length + 2);

    if (our_length != their_length || strcmp(ours, theirs) != 0)
        DIFFER("strftime: \"%s\"; the host: \"%s\"", ours, theirs);
    if (guest_strftime(ours, room, format, time) != strftime(theirs, room, format, time))
        DIFFER("strftime with room for %zu", room);
    if (strcmp(guest_asctime(time), asctime(time)) != 0)
        DIFFER("asctime: %s; the host: %s", guest_asctime(time), asctime(time));
}

static void compare_time(int32_t time)
{
    time_t wide = time;
    struct tm ours = *guest_gmtime(&time), theirs = *gmtime(&wide);

    if (!equal(&ours, &theirs))
        DIFFER("gmtime of %d: %d-%d-%d; the host: %d-%d-%d", time, ours.tm_year, ours.tm_mon,
               ours.tm_mday, theirs.tm_year, theirs.tm_mon, theirs.tm_mday);
    if (guest_timegm(&ours) != time)
        DIFFER("timegm of gmtime of %d", time);
    compare_text(&theirs);
}

static void compare_unnormalised(void)
{
    struct tm ours = {
        .tm_year = 75 + below(50),
        .tm_mon = (int)below(60) - 30,
        .tm_mday = (int)below(400) - 200,
        .tm_hour = (int)below(100) - 50,
        .tm_min = (int)below(300) - 150,
        .tm_sec = (int)below(300) - 150,
    };
    struct tm theirs = ours;
    long our_time = guest_timegm(&ours), their_time = timegm(&theirs);

    if (our_time != their_time || !equal(&ours, &theirs))
        DIFFER("timegm: %ld; the host: %ld", our_time, their_time);
}

void test(long rounds, const char *folder)
{
    (void)folder;
    setenv("TZ", "UTC0", 1);
    tzset();
    for (int day = -25000; day < 24855; day++)
        compare_time(day * 86400);
    for (long i = 0; i < rounds; i++) {
        compare_time((int32_t)any_number());
        compare_unnormalised();
    }
}
