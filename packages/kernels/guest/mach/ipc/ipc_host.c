/* The ports of the host and of its processor set (Mach 3.0's kern/ipc_host.c). */
#include <ipc/ipc_host.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/task.h>
#include <kern/thread.h>

struct host realhost;
ipc_port_t default_pset_self, default_pset_name_self;

static ipc_port_t new_port(void *kobject, ipc_kobject_type_t type)
{
    ipc_port_t port = ipc_port_alloc_kernel();

    if (port == IP_NULL)
        panic("ipc_host_init");
    ipc_kobject_set(port, (ipc_kobject_t)kobject, type);
    return port;
}

void ipc_host_init(void)
{
    realhost.host_self = new_port(&realhost, IKOT_HOST);
    realhost.host_priv_self = new_port(&realhost, IKOT_HOST_PRIV);
    default_pset_self = new_port(&default_pset, IKOT_PSET);
    default_pset_name_self = new_port(&default_pset, IKOT_PSET_NAME);
}

mach_port_t mach_host_self(void)
{
    return ipc_port_copyout_send(ipc_port_make_send(realhost.host_self), current_space());
}

/* The privileged port does for what needs no privilege, too. */
host_t convert_port_to_host(ipc_port_t port)
{
    if (IP_VALID(port) && ip_active(port) &&
        (ip_kotype(port) == IKOT_HOST || ip_kotype(port) == IKOT_HOST_PRIV))
        return (host_t)port->ip_kobject;
    return HOST_NULL;
}

host_t convert_port_to_host_priv(ipc_port_t port)
{
    if (IP_VALID(port) && ip_active(port) && ip_kotype(port) == IKOT_HOST_PRIV)
        return (host_t)port->ip_kobject;
    return HOST_NULL;
}

ipc_port_t convert_host_to_port(host_t host)
{
    return ipc_port_make_send(host->host_self);
}

processor_set_t convert_port_to_pset(ipc_port_t port)
{
    if (!IP_VALID(port) || !ip_active(port) || ip_kotype(port) != IKOT_PSET)
        return PROCESSOR_SET_NULL;
    return (processor_set_t)port->ip_kobject;
}

processor_set_t convert_port_to_pset_name(ipc_port_t port)
{
    if (!IP_VALID(port) || !ip_active(port) ||
        (ip_kotype(port) != IKOT_PSET && ip_kotype(port) != IKOT_PSET_NAME))
        return PROCESSOR_SET_NULL;
    return (processor_set_t)port->ip_kobject;
}

ipc_port_t convert_pset_to_port(processor_set_t pset)
{
    return pset == PROCESSOR_SET_NULL ? IP_NULL : ipc_port_make_send(default_pset_self);
}

ipc_port_t convert_pset_name_to_port(processor_set_t pset)
{
    return pset == PROCESSOR_SET_NULL ? IP_NULL : ipc_port_make_send(default_pset_name_self);
}
