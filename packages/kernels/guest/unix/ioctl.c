/* ioctl: what is transferred follows from the request (abi/ioctl.h). */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>

#define MOST_BYTES 128 /* IOC_SIZE has seven bits */

int sys_ioctl(struct proc *p, const long *argument, long *value)
{
    uint32_t request = (uint32_t)argument[1];
    size_t bytes = IOC_SIZE(request);
    union {
        long aligned;
        int32_t number;
        uint8_t bytes[MOST_BYTES];
    } data;
    struct file *f;
    int descriptor = (int)argument[0], error = file_get(descriptor, &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    if (!(f->f_flag & (FREAD | FWRITE)))
        return EBADF;
    if (request == FIOCLEX || request == FIONCLEX) {
        current->u_pofile[descriptor] =
            (uint8_t)((current->u_pofile[descriptor] & ~FD_CLOEXEC) |
                      (request == FIOCLEX ? FD_CLOEXEC : 0));
        return 0;
    }
    if (request & IOC_IN) {
        error = copy_in((uaddr_t)argument[2], &data, bytes);
        if (error != 0)
            return error;
    } else
        bzero(&data, bytes); /* nothing of the system's is handed out by chance */
    if (request == FIONBIO)
        f->f_flag = (f->f_flag & ~FNONBLOCK) | (data.number != 0 ? FNONBLOCK : 0);
    error = f->f_ops->ioctl(f, request, &data);
    if (error == 0 && (request & IOC_OUT))
        error = copy_out(&data, (uaddr_t)argument[2], bytes);
    return error;
}
