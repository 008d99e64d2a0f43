/* What thread_info() tells. */
#ifndef MACH_THREAD_INFO_H
#define MACH_THREAD_INFO_H

#include <mach/boolean.h>
#include <mach/message.h>
#include <mach/policy.h>
#include <mach/time_value.h>

typedef int *thread_info_t;
#define THREAD_INFO_MAX 1024
typedef int thread_info_data_t[THREAD_INFO_MAX];

#define THREAD_BASIC_INFO 1
typedef struct thread_basic_info {
    time_value_t user_time;
    time_value_t system_time;
    int cpu_usage; /* of TH_USAGE_SCALE */
    int base_priority;
    int cur_priority;
    int run_state;
    int flags;
    int suspend_count;
    int sleep_time; /* seconds, always 0 */
} thread_basic_info_data_t;
typedef struct thread_basic_info *thread_basic_info_t;
#define THREAD_BASIC_INFO_COUNT (sizeof(thread_basic_info_data_t) / sizeof(int))

#define TH_USAGE_SCALE 1000

#define TH_STATE_RUNNING 1
#define TH_STATE_STOPPED 2
#define TH_STATE_WAITING 3
#define TH_STATE_UNINTERRUPTIBLE 4
#define TH_STATE_HALTED 5

#define TH_FLAGS_SWAPPED 1 /* it has no kernel stack */
#define TH_FLAGS_IDLE 2

#define THREAD_SCHED_INFO 2
typedef struct thread_sched_info {
    int policy;
    int data;
    int base_priority;
    int max_priority;
    int cur_priority;
    int depressed;
    int depress_priority;
} thread_sched_info_data_t;
typedef struct thread_sched_info *thread_sched_info_t;
#define THREAD_SCHED_INFO_COUNT (sizeof(thread_sched_info_data_t) / sizeof(int))

#endif
