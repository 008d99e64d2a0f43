/*
 * The loop of a server: the answer to one request is sent, and the next received, in one trap, into
 * the buffer of the answer; the two buffers change their parts (Mach 3.0's mach_msg_server).
 */
#include <mach/mach.h>

/* What has come of the request. The answer is not sent to nobody; without success the request keeps
 * what it has brought, which is let go of. */
static boolean_t has_answer(mach_msg_header_t *request, mig_reply_header_t *answer)
{
    if (answer->RetCode == MIG_NO_REPLY)
        return FALSE;
    if (answer->RetCode != KERN_SUCCESS) {
        request->msgh_remote_port = MACH_PORT_NULL; /* the answer goes there */
        mach_msg_destroy(request);
    }
    return answer->Head.msgh_remote_port != MACH_PORT_NULL;
}

mach_msg_return_t mach_msg_server(boolean_t (*demultiplex)(mach_msg_header_t *, mach_msg_header_t *),
                                  mach_msg_size_t most, mach_port_t receive_name)
{
    vm_address_t at = 0;
    mach_msg_header_t *request, *answer;
    mach_msg_return_t result;
    boolean_t answers = FALSE;

    if (vm_allocate(mach_task_self(), &at, 2 * round_page(most), TRUE) != KERN_SUCCESS)
        return KERN_RESOURCE_SHORTAGE;
    request = (mach_msg_header_t *)at;
    answer = (mach_msg_header_t *)(at + round_page(most));
    for (;;) {
        mach_msg_header_t *other = request;

        if (answers) { /* and into the same buffer the next request */
            result = mach_msg(answer, MACH_SEND_MSG | MACH_RCV_MSG, answer->msgh_size, most, receive_name,
                              MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
            request = answer;
            answer = other;
        } else
            result = mach_msg(request, MACH_RCV_MSG, 0, most, receive_name, MACH_MSG_TIMEOUT_NONE,
                              MACH_PORT_NULL);
        answers = FALSE;
        if (result == MACH_SEND_INVALID_DEST) { /* who asked has gone */
            mach_msg_destroy(request);
            continue;
        }
        if (result == MACH_RCV_TOO_LARGE)
            continue;
        if (result != MACH_MSG_SUCCESS)
            break;
        (void)demultiplex(request, answer);
        answers = has_answer(request, (mig_reply_header_t *)answer);
    }
    (void)vm_deallocate(mach_task_self(), at, 2 * round_page(most));
    return result;
}
