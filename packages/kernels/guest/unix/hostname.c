/* The machine's name. */
#include <unix/calls.h>
#include <unix/kernel.h>

char host_name[HOSTNAME_MAX];
static size_t host_name_length;

/* gethostname(buffer, bytes): with its NUL, as far as there is room */
int sys_gethostname(struct proc *p, const long *argument, long *value)
{
    unsigned long bytes = argument[1];

    return copy_out(host_name, argument[0], min(bytes, host_name_length + 1));
}

/* sethostname(name, bytes) */
int sys_sethostname(struct proc *p, const long *argument, long *value)
{
    unsigned long bytes = argument[1];
    char name[HOSTNAME_MAX];
    int error;

    if ((error = superuser(current->u_cred)) != 0)
        return error;
    if (bytes >= sizeof name)
        return EINVAL;
    if ((error = copy_in(argument[0], name, bytes)) != 0)
        return error;
    bcopy(name, host_name, bytes);
    host_name[bytes] = '\0';
    host_name_length = bytes;
    return 0;
}
