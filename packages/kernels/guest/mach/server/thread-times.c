/* What the kernel says that a process's thread has used: its program and the emulation library as user
 * time, what the kernel does for them as system time. What the server does is nobody's. */
#include "server.h"

static void add(struct timeval *to, const time_value_t *time)
{
    to->tv_sec += time->seconds;
    to->tv_usec += time->microseconds;
}

void thread_times(struct proc *p, struct timeval *user, struct timeval *system)
{
    struct thread_basic_info info;
    mach_msg_type_number_t count = THREAD_BASIC_INFO_COUNT;

    *user = p->p_thread.t_user_time;
    *system = p->p_thread.t_system_time;
    if (p->p_thread.t_thread == MACH_PORT_NULL ||
        thread_info(p->p_thread.t_thread, THREAD_BASIC_INFO, (thread_info_t)&info, &count) != KERN_SUCCESS)
        return;
    add(user, &info.user_time);
    add(system, &info.system_time);
}
