/* Names of devices (Mach 3.0's dev_name): a driver's name, and the number of a unit. */
#include <device/conf.h>

#define UNITS 64 /* numbers are below it */

io_return_t nulldev_open(int unit, dev_mode_t mode, io_req_t ior)
{
    return D_SUCCESS;
}

io_return_t nulldev_close(int unit)
{
    return D_SUCCESS;
}

io_return_t nodev_io(int unit, io_req_t ior)
{
    return D_INVALID_OPERATION;
}

io_return_t nodev_getstat(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t *count)
{
    return D_INVALID_OPERATION;
}

io_return_t nodev_setstat(int unit, dev_flavor_t flavor, dev_status_t status, mach_msg_type_number_t count)
{
    return D_INVALID_OPERATION;
}

int nomap(int unit, vm_offset_t offset, vm_prot_t protection)
{
    return -1;
}

boolean_t no_port_death(int unit, ipc_port_t port)
{
    return FALSE;
}

/* Whether `name` is `known` followed by nothing or by digits; where these begin. */
static const char *name_equal(const char *name, const char *known)
{
    for (; *known != '\0'; name++, known++)
        if (*name != *known)
            return 0;
    for (const char *digit = name; *digit != '\0'; digit++)
        if (*digit < '0' || *digit > '9')
            return 0;
    return name;
}

boolean_t dev_name_lookup(const char *name, dev_ops_t *ops, int *unit)
{
    for (dev_ops_t each = dev_name_list; each < dev_name_list + dev_name_count; each++) {
        const char *digits = name_equal(name, each->d_name);

        if (digits == 0)
            continue;
        *unit = 0;
        for (; *digits != '\0'; digits++) {
            *unit = *unit * 10 + (*digits - '0');
            if (*unit >= UNITS)
                return FALSE;
        }
        *ops = each;
        return TRUE;
    }
    return FALSE;
}
