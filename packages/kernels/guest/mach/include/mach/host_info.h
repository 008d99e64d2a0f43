/* What the host tells of itself. */
#ifndef MACH_HOST_INFO_H
#define MACH_HOST_INFO_H

#include <mach/vm_types.h>

typedef int *host_info_t;
#define HOST_INFO_MAX 1024
typedef int host_info_data_t[HOST_INFO_MAX];

#define KERNEL_VERSION_MAX 512
typedef char kernel_version_t[KERNEL_VERSION_MAX];
#define KERNEL_BOOT_INFO_MAX 4096
typedef char kernel_boot_info_t[KERNEL_BOOT_INFO_MAX];

#define HOST_BASIC_INFO 1
typedef struct host_basic_info {
    int max_cpus;
    int avail_cpus;
    vm_size_t memory_size;
    int cpu_type;
    int cpu_subtype;
} host_basic_info_data_t;
typedef struct host_basic_info *host_basic_info_t;
#define HOST_BASIC_INFO_COUNT (sizeof(host_basic_info_data_t) / sizeof(int))

#define HOST_SCHED_INFO 3
typedef struct host_sched_info {
    int min_timeout; /* milliseconds */
    int min_quantum;
} host_sched_info_data_t;
typedef struct host_sched_info *host_sched_info_t;
#define HOST_SCHED_INFO_COUNT (sizeof(host_sched_info_data_t) / sizeof(int))

#define HOST_LOAD_INFO 4
typedef struct host_load_info {
    int avenrun[3];
    int mach_factor[3];
} host_load_info_data_t;
typedef struct host_load_info *host_load_info_t;
#define HOST_LOAD_INFO_COUNT (sizeof(host_load_info_data_t) / sizeof(int))
#define LOAD_SCALE 1000

#define CPU_TYPE_MIPS 8
#define CPU_SUBTYPE_MIPS_R3000 2

/* Options of host_reboot(). */
#define HOST_REBOOT_HALT 0x8
#define HOST_REBOOT_DEBUGGER 0x1000

#endif
