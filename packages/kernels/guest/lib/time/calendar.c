/*
 * Seconds since 1970 and dates of the Gregorian calendar. Days are counted in years that begin with
 * March, so that the leap day is the last: from there, months of 31 and 30 days in turn make 153 days
 * of each five.
 */
#include <time.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define DAYS_OF_400_YEARS 146097
#define DAYS_OF_100_YEARS 36524
#define DAYS_OF_4_YEARS 1461
#define DAYS_OF_5_MONTHS 153
/* From March 1st of the year 0 to January 1st, 1970, which was a Thursday. */
#define DAYS_TO_1970 719468
#define FIRST_WEEKDAY 4
/* From March 1st to January 1st. */
#define DAYS_TO_JANUARY 306
#define FIRST_YEAR 1900 /* of tm_year */

static int is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Quotient and remainder, of which the latter is not negative. */
static long floor_divide(long value, long by, int *remainder)
{
    long quotient = value / by;

    if (value % by < 0)
        quotient--;
    *remainder = value - quotient * by;
    return quotient;
}

struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict result)
{
    int second, day_of_400, weekday, year, day, month;
    long days = floor_divide(*time, DAY, &second);

    result->tm_hour = second / HOUR;
    result->tm_min = second % HOUR / MINUTE;
    result->tm_sec = second % MINUTE;
    floor_divide(days + FIRST_WEEKDAY, 7, &weekday);
    result->tm_wday = weekday;

    year = 400 * floor_divide(days + DAYS_TO_1970, DAYS_OF_400_YEARS, &day_of_400);
    day = day_of_400;
    /* The last of the four centuries, and of the four years, has a day more than the others. */
    {
        int century = day / DAYS_OF_100_YEARS, fours, single;

        if (century == 4)
            century = 3;
        day -= century * DAYS_OF_100_YEARS;
        fours = day / DAYS_OF_4_YEARS;
        day -= fours * DAYS_OF_4_YEARS;
        single = day / 365;
        if (single == 4)
            single = 3;
        day -= single * 365;
        year += 100 * century + 4 * fours + single;
    }
    month = (5 * day + 2) / DAYS_OF_5_MONTHS; /* from March */
    result->tm_mday = day - (DAYS_OF_5_MONTHS * month + 2) / 5 + 1;
    if (month >= 10) {
        result->tm_mon = month - 10;
        result->tm_year = year + 1 - FIRST_YEAR;
        result->tm_yday = day - DAYS_TO_JANUARY;
    } else {
        result->tm_mon = month + 2;
        result->tm_year = year - FIRST_YEAR;
        result->tm_yday = day + 31 + 28 + is_leap(year);
    }
    result->tm_isdst = 0;
    result->tm_gmtoff = 0;
    result->tm_zone = "UTC";
    return result;
}

time_t timegm(struct tm *time)
{
    int month, rest;
    long year = time->tm_year + FIRST_YEAR + floor_divide(time->tm_mon, 12, &month);
    long days;
    time_t seconds;

    if (month < 2)
        year--;
    month = month < 2 ? month + 10 : month - 2;
    days = DAYS_OF_400_YEARS * floor_divide(year, 400, &rest) - DAYS_TO_1970;
    days += rest * 365L + rest / 4 - rest / 100;
    days += (DAYS_OF_5_MONTHS * month + 2) / 5 + time->tm_mday - 1;
    seconds = days * DAY + time->tm_hour * HOUR + time->tm_min * MINUTE + time->tm_sec;
    gmtime_r(&seconds, time);
    return seconds;
}

time_t mktime(struct tm *time)
{
    return timegm(time);
}

struct tm *localtime_r(const time_t *restrict time, struct tm *restrict result)
{
    return gmtime_r(time, result);
}

struct tm *gmtime(const time_t *time)
{
    static struct tm result;

    return gmtime_r(time, &result);
}

struct tm *localtime(const time_t *time)
{
    return gmtime(time);
}

void tzset(void)
{
}
