/*
 * The DS1287's calendar, which goes on while the machine is off: read at the start, written when the
 * time is set. It has UTC, in binary; the year counts from 1900.
 */
#include <board.h>
#include <kern/printf.h>
#include <kern/time_out.h>
#include <mips/machine.h>
#include <mips/spl.h>

/* Registers (data sheet of the DS1287; kn02.md, 4) */
#define RTC_SECONDS RTC_REGISTER(0)
#define RTC_MINUTES RTC_REGISTER(2)
#define RTC_HOURS RTC_REGISTER(4)
#define RTC_WEEKDAY RTC_REGISTER(6) /* 1: Sunday */
#define RTC_DAY RTC_REGISTER(7)
#define RTC_MONTH RTC_REGISTER(8)
#define RTC_YEAR RTC_REGISTER(9)
#define RTC_A_UPDATING 0x80 /* the next 2 ms change what the registers say */

#define SECONDS_PER_DAY 86400
#define THURSDAY 4 /* 1 January 1970 */

static const uint8_t month_days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

/* The machine's years are 1970 to 2037: every fourth is a leap year. */
static int year_days(int year)
{
    return year % 4 == 0 ? 366 : 365;
}

static int days_of_month(int month, int year)
{
    return month == 2 && year % 4 == 0 ? 29 : month_days[month - 1];
}

void inittodr(void)
{
    int year, month, day, hours, minutes, seconds, days = 0;
    spl_t level = splclock();

    while (board8(RTC_A) & RTC_A_UPDATING)
        ;
    seconds = board8(RTC_SECONDS);
    minutes = board8(RTC_MINUTES);
    hours = board8(RTC_HOURS);
    day = board8(RTC_DAY);
    month = board8(RTC_MONTH);
    year = board8(RTC_YEAR) + 1900;
    splx(level);
    if (year < 1970)
        year += 100;
    if ((board8(RTC_D) & RTC_D_VALID) == 0 || month < 1 || month > 12 || day < 1 || day > 31 || hours > 23 ||
        minutes > 59 || seconds > 59 || year > 2037) {
        kprintf("the clock does not know the time\n");
        return;
    }
    for (int y = 1970; y < year; y++)
        days += year_days(y);
    for (int m = 1; m < month; m++)
        days += days_of_month(m, year);
    days += day - 1;
    time.seconds = days * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + seconds;
}

void resettodr(void)
{
    int days = time.seconds / SECONDS_PER_DAY, rest = time.seconds % SECONDS_PER_DAY;
    int year = 1970, month = 1, weekday = (days + THURSDAY) % 7 + 1;
    spl_t level = splclock();
    int b = board8(RTC_B);

    for (; days >= year_days(year); year++)
        days -= year_days(year);
    for (; days >= days_of_month(month, year); month++)
        days -= days_of_month(month, year);
    board8(RTC_B) = b | RTC_B_SET;
    board8(RTC_SECONDS) = rest % 60;
    board8(RTC_MINUTES) = rest / 60 % 60;
    board8(RTC_HOURS) = rest / 3600;
    board8(RTC_WEEKDAY) = weekday;
    board8(RTC_DAY) = days + 1;
    board8(RTC_MONTH) = month;
    board8(RTC_YEAR) = (year - 1900) % 100;
    board8(RTC_B) = b;
    splx(level);
}
