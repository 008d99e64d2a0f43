/* Dates and the clock. */
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

void test_time(void)
{
    time_t day = 14182940, later;
    struct tm *date;
    struct timeval before, after, wait = { 0, 30000 };
    long microseconds;
    char text[60];

    date = gmtime(&day);
    CHECK(date->tm_year == 70 && date->tm_mon == 5 && date->tm_mday == 14 && date->tm_wday == 0);
    CHECK(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %j", date) == 23);
    CHECK(strcmp(text, "1970-06-14 03:42:20 165") == 0);
    CHECK(mktime(date) == day);
    CHECK(strcmp(ctime(&day), "Sun Jun 14 03:42:20 1970\n") == 0);
    CHECK(gettimeofday(&before, NULL) == 0);
    CHECK(select(0, NULL, NULL, NULL, &wait) == 0);
    CHECK(gettimeofday(&after, NULL) == 0);
    microseconds = (after.tv_sec - before.tv_sec) * 1000000L + after.tv_usec - before.tv_usec;
    CHECK(microseconds >= 29000 && microseconds < 1000000);
    later = time(NULL);
    CHECK(later >= after.tv_sec && later - after.tv_sec <= 1);
    CHECK(sleep(1) == 0 && time(NULL) > later);
    CHECK(clock() >= 0);
}
