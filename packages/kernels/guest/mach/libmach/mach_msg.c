/*
 * Sending and receiving: the trap, begun again where it was interrupted unless the caller wants to
 * know (Mach 3.0's mach_msg).
 */
#include <mach/mach_init.h>
#include <mach/mach_traps.h>

#define LIBRARY_OPTIONS (MACH_SEND_INTERRUPT | MACH_RCV_INTERRUPT)

/* After the request has gone, only the reply is still to come. */
static mach_msg_return_t again(mach_msg_header_t *message, mach_msg_option_t option,
                               mach_msg_size_t send_size, mach_msg_size_t receive_size,
                               mach_port_t receive_name, mach_msg_timeout_t timeout, mach_port_t notify,
                               mach_msg_return_t result)
{
    if ((option & MACH_SEND_INTERRUPT) == 0)
        while (result == MACH_SEND_INTERRUPTED)
            result = mach_msg_trap(message, option & ~LIBRARY_OPTIONS, send_size, receive_size,
                                   receive_name, timeout, notify);
    if ((option & MACH_RCV_INTERRUPT) == 0)
        while (result == MACH_RCV_INTERRUPTED)
            result = mach_msg_trap(message, option & ~(LIBRARY_OPTIONS | MACH_SEND_MSG), 0, receive_size,
                                   receive_name, timeout, notify);
    return result;
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option, mach_msg_size_t send_size,
                           mach_msg_size_t receive_size, mach_port_t receive_name,
                           mach_msg_timeout_t timeout, mach_port_t notify)
{
    mach_msg_return_t result;

    result = mach_msg_trap(message, option & ~LIBRARY_OPTIONS, send_size, receive_size, receive_name,
                           timeout, notify);
    if (result == MACH_MSG_SUCCESS)
        return result;
    return again(message, option, send_size, receive_size, receive_name, timeout, notify, result);
}
