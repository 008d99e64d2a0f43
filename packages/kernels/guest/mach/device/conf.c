/* Which devices there are (Mach 3.0's conf.c). */
#include <device/conf.h>

const struct dev_ops dev_name_list[] = {
    {
        .d_name = "console", /* the machine's serial line 3 */
        .d_open = dz_open,
        .d_close = dz_close,
        .d_read = dz_read,
        .d_write = dz_write,
        .d_getstat = dz_get_status,
        .d_setstat = dz_set_status,
        .d_mmap = nomap,
        .d_port_death = dz_port_death,
    },
    {
        .d_name = "rz",
        .d_open = rz_open,
        .d_close = rz_close,
        .d_read = rz_read,
        .d_write = rz_write,
        .d_getstat = rz_get_status,
        .d_setstat = rz_set_status,
        .d_mmap = nomap,
        .d_port_death = no_port_death,
    },
    {
        .d_name = "time",
        .d_open = timeopen,
        .d_close = timeclose,
        .d_read = nodev_io,
        .d_write = nodev_io,
        .d_getstat = nodev_getstat,
        .d_setstat = nodev_setstat,
        .d_mmap = timemmap,
        .d_port_death = no_port_death,
    },
};
const int dev_name_count = sizeof dev_name_list / sizeof dev_name_list[0];
