/* What task_info() tells. */
#ifndef MACH_TASK_INFO_H
#define MACH_TASK_INFO_H

#include <mach/time_value.h>
#include <mach/vm_types.h>

typedef int *task_info_t;
#define TASK_INFO_MAX 1024
typedef int task_info_data_t[TASK_INFO_MAX];

#define TASK_BASIC_INFO 1
typedef struct task_basic_info {
    int suspend_count;
    int base_priority;
    vm_size_t virtual_size; /* bytes */
    vm_size_t resident_size;
    time_value_t user_time; /* of threads that have ended */
    time_value_t system_time;
} task_basic_info_data_t;
typedef struct task_basic_info *task_basic_info_t;
#define TASK_BASIC_INFO_COUNT (sizeof(task_basic_info_data_t) / sizeof(int))

#define TASK_THREAD_TIMES_INFO 3
typedef struct task_thread_times_info {
    time_value_t user_time; /* of threads that are there */
    time_value_t system_time;
} task_thread_times_info_data_t;
typedef struct task_thread_times_info *task_thread_times_info_t;
#define TASK_THREAD_TIMES_INFO_COUNT (sizeof(task_thread_times_info_data_t) / sizeof(int))

#endif
