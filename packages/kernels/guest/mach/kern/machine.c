/* What the host tells of itself, and its end (Mach 3.0's kern/machine.c, host.c). */
#include <kern/host.h>
#include <kern/ipc_sched.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <mach/vm_param.h>
#include <mips/machine.h>

#define LAST_WORDS 5 /* seconds that the console has, before the machine is halted, to send what it has */

static const char version[] = "Mach-style kernel, DECstation 5000/200";

static void basic_info(host_basic_info_t info)
{
    info->max_cpus = NCPUS;
    info->avail_cpus = NCPUS;
    info->memory_size = avail_end;
    info->cpu_type = CPU_TYPE_MIPS;
    info->cpu_subtype = CPU_SUBTYPE_MIPS_R3000;
}

static void load_info(host_load_info_t info)
{
    for (int i = 0; i < 3; i++) {
        info->avenrun[i] = (int)default_pset.load_average * LOAD_SCALE / SCHED_SCALE;
        info->mach_factor[i] = (int)default_pset.mach_factor * LOAD_SCALE / SCHED_SCALE;
    }
}

kern_return_t host_info(host_t host, int flavor, host_info_t info, mach_msg_type_number_t *count)
{
    if (host == HOST_NULL)
        return KERN_INVALID_ARGUMENT;
    switch (flavor) {
    case HOST_BASIC_INFO:
        if (*count < HOST_BASIC_INFO_COUNT)
            return KERN_FAILURE;
        basic_info((host_basic_info_t)info);
        *count = HOST_BASIC_INFO_COUNT;
        return KERN_SUCCESS;
    case HOST_SCHED_INFO:
        if (*count < HOST_SCHED_INFO_COUNT)
            return KERN_FAILURE;
        ((host_sched_info_t)info)->min_timeout = tick / 1000;
        ((host_sched_info_t)info)->min_quantum = min_quantum * tick / 1000;
        *count = HOST_SCHED_INFO_COUNT;
        return KERN_SUCCESS;
    case HOST_LOAD_INFO:
        if (*count < HOST_LOAD_INFO_COUNT)
            return KERN_FAILURE;
        load_info((host_load_info_t)info);
        *count = HOST_LOAD_INFO_COUNT;
        return KERN_SUCCESS;
    default:
        return KERN_INVALID_ARGUMENT;
    }
}

kern_return_t host_kernel_version(host_t host, kernel_version_t out)
{
    if (host == HOST_NULL)
        return KERN_INVALID_ARGUMENT;
    bzero(out, KERNEL_VERSION_MAX);
    bcopy(version, out, sizeof version);
    return KERN_SUCCESS;
}

/* The firmware's arguments, with spaces between them. */
kern_return_t host_get_boot_info(host_t host_priv, kernel_boot_info_t info)
{
    unsigned at = 0;

    if (host_priv == HOST_NULL)
        return KERN_INVALID_HOST;
    for (int i = 0; i < boot_argc; i++)
        for (const char *c = boot_argv[i]; at + 2 < KERNEL_BOOT_INFO_MAX; c++) {
            info[at++] = *c == '\0' ? ' ' : *c;
            if (*c == '\0')
                break;
        }
    info[at] = '\0';
    return KERN_SUCCESS;
}

kern_return_t host_reboot(host_t host_priv, int options)
{
    if (host_priv == HOST_NULL)
        return KERN_INVALID_HOST;
    if (options & HOST_REBOOT_DEBUGGER)
        panic("host_reboot: there is no debugger");
    for (int ticks = 0; console_busy() && ticks < LAST_WORDS * hz; ticks++) {
        thread_will_wait_with_timeout(current_thread(), 1);
        thread_block(CONTINUATION_NULL);
    }
    halt_cpu();
}
