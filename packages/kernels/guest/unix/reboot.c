/* The end: disks are brought up to date, and the machine halts. It is not started again by itself. */
#include <abi/fcntl.h>
#include <unix/calls.h>
#include <unix/kernel.h>

/* reboot(how): REBOOT_... */
int sys_reboot(struct proc *p, const long *argument, long *value)
{
    int error;

    if ((error = superuser(current->u_cred)) != 0)
        return error;
    if ((argument[0] & REBOOT_NO_SYNC) == 0) {
        kprintf("syncing disks...");
        update_halt();
        kprintf(" done\n");
    }
    machine_halt();
}
