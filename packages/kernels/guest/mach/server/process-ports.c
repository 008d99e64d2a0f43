/* Which process a port is of: by the index in its name, as the names of a space are given. */
#include "server.h"

#define PORTS 4096
#define INDEX_SHIFT 8 /* the rest of a name is a generation */

static struct {
    mach_port_t port;
    struct proc *process;
} owners[PORTS];

static unsigned index_of(mach_port_t port)
{
    return (unsigned)port >> INDEX_SHIFT;
}

bool process_port_enter(mach_port_t port, struct proc *p)
{
    if (index_of(port) >= PORTS)
        return false;
    owners[index_of(port)].port = port;
    owners[index_of(port)].process = p;
    return true;
}

void process_port_remove(mach_port_t port)
{
    if (index_of(port) < PORTS)
        owners[index_of(port)].process = NULL;
}

struct proc *process_of_port(mach_port_t port)
{
    unsigned index = index_of(port);

    return index < PORTS && owners[index].port == port ? owners[index].process : NULL;
}
