/*
 * What each system call becomes: one of the kinds of bsd.defs, by a table of numbers. A call that has a
 * path or a record takes it along in its message, and brings one back; what is larger, or rare, goes as
 * words, and the server reads and writes the program's memory through the kernel.
 */
#include "emulator.h"

#include <abi/call-numbers.h>
#include <abi/ioctl.h>
#include <abi/stat.h>
#include <mach/bsd_user.h>

#include "rules.h"

/* The call as it is being done. */
struct call {
    int *frame;
    int number;
    int value[2];
    int status;
    bsd_arguments_t arguments;
};

/* The program's arguments: four in registers, the others on its stack. */
static int arguments_get(struct call *call)
{
    const int *stack = (const int *)call->frame[REG_SP];

    for (int i = 0; i < 4; i++)
        call->arguments[i] = call->frame[REG_A0 + i];
    call->arguments[4] = call->arguments[5] = 0;
    switch (call->number) {
    case SYS_select:
        return program_read(stack + 4, &call->arguments[4], sizeof call->arguments[4]) != 0 ? EFAULT : 0;
    default:
        return 0;
    }
}

static int path_get(const char *from, char *path)
{
    int length = program_read_string(from, path, BSD_PATH_BYTES);

    return length < 0 ? EFAULT : length == 0 ? ENAMETOOLONG : 0;
}

static int do_words(struct call *call)
{
    return bsd_call(server, call->number, call->arguments, &call->value[0], &call->value[1], &call->status);
}

/* A path that is NULL is an argument of its own (acct). */
static int do_path(struct call *call)
{
    bsd_path_t path;
    int error;

    if (call->number == SYS_acct && call->arguments[0] == 0)
        return do_words(call);
    if ((error = path_get((const char *)call->arguments[0], path)) != 0)
        return error;
    return bsd_path_call(server, call->number, path, call->arguments, &call->value[0], &call->value[1],
                         &call->status);
}

static int do_two_paths(struct call *call)
{
    bsd_path_t path, other;
    int error;

    if ((error = path_get((const char *)call->arguments[0], path)) != 0 ||
        (error = path_get((const char *)call->arguments[1], other)) != 0)
        return error;
    return bsd_two_path_call(server, call->number, path, other, &call->status);
}

static int do_stat(struct call *call)
{
    bsd_path_t path;
    bsd_record_t given;
    mach_msg_type_number_t bytes = sizeof given;
    int error;

    if ((error = path_get((const char *)call->arguments[0], path)) != 0 ||
        (error = bsd_stat(server, call->number, path, given, &bytes, &call->status)) != 0)
        return error;
    return program_write(given, (void *)call->arguments[1], bytes) != 0 ? EFAULT : 0;
}

/* A record whose address is 0 is none. What comes back is the program's even with an error of its own:
 * then it is none. */
static int do_record(struct call *call, unsigned taken, unsigned taken_bytes, unsigned given,
                     unsigned given_bytes)
{
    bsd_record_t in, out;
    mach_msg_type_number_t bytes = sizeof out;
    int error;

    if (taken != NONE && call->arguments[taken] == 0)
        taken = NONE;
    if (given != NONE && call->arguments[given] == 0)
        given = NONE;
    if (taken == NONE && given == NONE)
        return do_words(call);
    if (call->number == SYS_wait4 && program_probe((void *)call->arguments[given], given_bytes) != 0)
        return EFAULT; /* the child stays */
    if (taken == NONE)
        taken_bytes = 0;
    else if (program_read((const void *)call->arguments[taken], in, taken_bytes) != 0)
        return EFAULT;
    error = bsd_record_call(server, call->number, call->arguments, BSD_WHERE(taken, given), in, taken_bytes,
                            given == NONE ? 0 : given_bytes, &call->value[0], &call->value[1], out, &bytes,
                            &call->status);
    if (error != 0 || given == NONE || bytes == 0)
        return error;
    return program_write(out, (void *)call->arguments[given], bytes) != 0 ? EFAULT : 0;
}

/* Requests that take and give have one record for both: the server reads and writes it by itself. */
static int do_ioctl(struct call *call)
{
    uint32_t request = call->arguments[1];

    if ((request & IOC_IN) != 0 && (request & IOC_OUT) != 0)
        return do_words(call);
    if (request & IOC_IN)
        return do_record(call, 2, IOC_SIZE(request), NONE, 0);
    if (request & IOC_OUT)
        return do_record(call, NONE, 0, 2, IOC_SIZE(request));
    return do_words(call);
}

/* More than a message holds is one call still: it must not wait for the rest of what is there. */
static char data[BSD_DATA_BYTES];

static int do_read(struct call *call)
{
    mach_msg_type_number_t bytes = sizeof data;
    int error;

    if ((unsigned)call->arguments[2] > BSD_DATA_BYTES)
        return do_words(call);
    if (program_probe((void *)call->arguments[1], call->arguments[2]) != 0)
        return EFAULT; /* before anything is taken from a pipe */
    error = bsd_read(server, call->arguments[0], call->arguments[2], data, &bytes, &call->status);
    if (error != 0)
        return error;
    call->value[0] = bytes;
    return program_write(data, (void *)call->arguments[1], bytes) != 0 ? EFAULT : 0;
}

static int do_write(struct call *call)
{
    unsigned bytes = call->arguments[2];

    if (bytes > BSD_DATA_BYTES)
        return do_words(call);
    if (program_read((const void *)call->arguments[1], data, bytes) != 0)
        return EFAULT;
    return bsd_write(server, call->arguments[0], data, bytes, &call->value[0], &call->status);
}

/* The place is the server's business. */
static int do_time(struct call *call)
{
    struct timeval now;

    if (call->arguments[0] == 0 || call->arguments[1] != 0) {
        mask_tell();
        return do_words(call);
    }
    time_read(&now);
    return program_write(&now, (void *)call->arguments[0], sizeof now) != 0 ? EFAULT : 0;
}

static int do_fork(struct call *call)
{
    bool lend = call->number == SYS_vfork;

    child_frame = call->frame;
    return bsd_fork(server, lend, (int)emulator_child, (int)call->frame - CHILD_STACK_ROOM, &call->value[0],
                    &call->status);
}

/* Another program: its registers are cleared. What was known of the old one's mask still holds. */
static int do_exec(struct call *call)
{
    bsd_path_t path;
    int pc = 0, sp = 0, error;

    if ((error = path_get((const char *)call->arguments[0], path)) != 0 ||
        (error = bsd_exec(server, path, call->arguments[1], call->arguments[2], &pc, &sp, &call->status)) != 0)
        return error;
    for (unsigned i = 0; i < FRAME_BYTES / sizeof call->frame[0]; i++)
        call->frame[i] = 0;
    call->frame[FRAME_PC / 4] = pc;
    call->frame[REG_SP] = sp;
    if (call->status & BSD_SIGNALS)
        signals_take(call->frame);
    frame_resume(call->frame);
}

static int do_call(struct call *call)
{
    struct rule rule = { .kind = WORDS };

    if ((unsigned)call->number < SYSTEM_CALLS)
        rule = rules[call->number];
    if (rule.kind == LOCAL)
        return local_call(call->number, call->arguments[0], call->value, &call->status);
    if (rule.kind == TIME)
        return do_time(call);
    mask_tell();
    switch (rule.kind) {
    case PATH:
        return do_path(call);
    case TWO_PATHS:
        return do_two_paths(call);
    case STAT:
        return do_stat(call);
    case RECORD:
        return do_record(call, rule.taken, rule.taken_bytes, rule.given, rule.given_bytes);
    case IOCTL:
        return do_ioctl(call);
    case READ:
        return do_read(call);
    case WRITE:
        return do_write(call);
    case FORK:
        return do_fork(call);
    case EXEC:
        return do_exec(call);
    case RETURN:
        handler_return(call->frame, call->arguments[0]);
    default:
        return do_words(call);
    }
}

int answer_error(int result, int *status)
{
    if (result < 0 || result >= BSD_ERRORS) /* of a message: there is no server any more */
        process_end();
    if ((result & BSD_ERROR_SIGNALS) != 0)
        *status |= BSD_SIGNALS;
    return BSD_ERROR(result);
}

void emulate(int *frame, int number)
{
    struct call call = { .frame = frame, .number = number };
    int error = arguments_get(&call);

    if (error == 0)
        error = answer_error(do_call(&call), &call.status);
    if (call.status & BSD_RESTART) { /* as before, at the call itself */
        frame[FRAME_PC / 4] -= 4;
        frame[REG_V0] = number;
    } else {
        frame[REG_A3] = error != 0;
        frame[REG_V0] = error != 0 ? error : call.value[0];
        frame[REG_V1] = call.value[1];
    }
    if (call.status & BSD_SIGNALS)
        signals_take(frame);
    if (call.status & BSD_RESTART)
        frame_resume(frame); /* with its arguments, too */
}
