/* Times, as the kernel tells them. */
#ifndef MACH_TIME_VALUE_H
#define MACH_TIME_VALUE_H

typedef struct time_value {
    int seconds;
    int microseconds;
} time_value_t;

#define TIME_MICROS_MAX 1000000

#define time_value_add_usec(value, micros)                        \
    do {                                                          \
        if (((value)->microseconds += (micros)) >= TIME_MICROS_MAX) { \
            (value)->microseconds -= TIME_MICROS_MAX;             \
            (value)->seconds++;                                   \
        }                                                         \
    } while (0)

#define time_value_add(result, addend)                            \
    do {                                                          \
        (result)->microseconds += (addend)->microseconds;         \
        (result)->seconds += (addend)->seconds;                   \
        if ((result)->microseconds >= TIME_MICROS_MAX) {          \
            (result)->microseconds -= TIME_MICROS_MAX;            \
            (result)->seconds++;                                  \
        }                                                         \
    } while (0)

/*
 * The time as a page that a task may map (device "time"): read as check, then seconds and microseconds,
 * again until seconds and check_seconds agree.
 */
typedef struct mapped_time_value {
    int seconds;
    int microseconds;
    int check_seconds;
} mapped_time_value_t;

#endif
