/*
 * The 53C94: one command at a time, a step an interrupt. What the chip was doing, why it interrupts
 * and which phase the target asks for say what comes next:
 *
 *      IDLE ──► SELECTING ──► RECEIVING or SENDING, a part at a time ──► COMPLETING ──► ACCEPTING ─┐
 *        ▲          └──────────────── no data ─────────────────────────────▲                       │
 *        └─────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * What is in no line of the table is an error: the chip and the bus are reset, and the command fails
 * with EIO. Data stop over in the controller's memory (asc_copy.c). Targets may not disconnect, so
 * commands are done in the order in which they came.
 */
#include "unoptimised.h"

#include "asc.h"
#include "asc_copy.h"
#include "asc_registers.h"
#include "scsi.h"
#include "services.h"

#include <abi/errno.h>

enum state { IDLE, SELECTING, RECEIVING, SENDING, COMPLETING, ACCEPTING, RESETTING };

static struct asc {
    enum state state;
    struct scsi_command *first; /* being done */
    struct scsi_command *last;
    int moved; /* bytes of data */
    int part;  /* bytes on their way */
} asc;

/* ---- the chip ---- */

static volatile uint8_t *chip(enum asc_register number)
{
    return (volatile uint8_t *)(ASC_BASE + ASC_CHIP + 4 * number);
}

static void order(unsigned code)
{
    *chip(ASC_COMMAND) = code;
    (void)*chip(ASC_COMMAND); /* writes to it must not follow each other too soon */
}

static uint32_t part_offset(const struct scsi_command *command)
{
    return command->target * ASC_PART;
}

static volatile uint32_t *part_memory(const struct scsi_command *command)
{
    return (volatile uint32_t *)(ASC_BASE + ASC_MEMORY + part_offset(command));
}

static void set_count(unsigned bytes, uint32_t direction)
{
    board32(ASC_BASE + ASC_DMAR) = direction | part_offset(asc.first);
    *chip(ASC_COUNT_LOW) = bytes;
    *chip(ASC_COUNT_HIGH) = bytes >> 8;
    order(ASC_NOP | ASC_DMA); /* loads the counter */
}

static unsigned count_left(void)
{
    return *chip(ASC_COUNT_LOW) | *chip(ASC_COUNT_HIGH) << 8;
}

static void reset_chip(void)
{
    order(ASC_RESET);
    order(ASC_NOP);
    *chip(ASC_CLOCK) = CLOCK_FACTOR;
    *chip(ASC_TIMEOUT) = TIMEOUT_250MS;
    *chip(ASC_CONFIG1) = CONFIG1_ID | CONFIG1_PARITY;
    *chip(ASC_CONFIG2) = CONFIG2_LATCH;
    *chip(ASC_CONFIG3) = 0;
    *chip(ASC_COUNT_LOW) = 0;
    *chip(ASC_COUNT_HIGH) = 0;
    order(ASC_NOP | ASC_DMA);
    *chip(ASC_PERIOD) = SHORTEST_PERIOD;
    *chip(ASC_OFFSET) = ASYNCHRONOUS;
}

/* ---- beginning and end of a command ---- */

static void select_target(void)
{
    struct scsi_command *command = asc.first;

    asc.moved = 0;
    asc.state = SELECTING;
    asc_copy_out(command->bytes, part_memory(command), command->length);
    order(ASC_FLUSH);
    *chip(ASC_FIFO) = IDENTIFY;
    set_count(command->length, DMAR_TO_SCSI);
    *chip(ASC_ID) = command->target;
    *chip(ASC_TIMEOUT) = TIMEOUT_250MS;
    *chip(ASC_PERIOD) = SHORTEST_PERIOD;
    *chip(ASC_OFFSET) = ASYNCHRONOUS;
    order(ASC_SELECT | ASC_DMA);
}

/* The first command has ended. The next one begins before the disk's driver thinks about this one. */
static void finish(int error)
{
    struct scsi_command *command = asc.first;

    command->resid = command->count - asc.moved;
    command->error = error;
    asc.state = IDLE;
    asc.first = command->next;
    if (asc.first != NULL)
        select_target();
    command->done(command);
}

void asc_submit(struct scsi_command *command)
{
    spl_t level = splbio();

    command->next = NULL;
    if (asc.first == NULL)
        asc.first = command;
    else
        asc.last->next = command;
    asc.last = command;
    if (asc.state == IDLE && asc.first == command)
        select_target();
    splx(level);
}

static void reset_bus(void)
{
    reset_chip();
    asc.state = RESETTING;
    order(ASC_RESET_BUS);
}

/* ---- the steps ---- */

static void nobody(void)
{
    order(ASC_FLUSH);
    finish(ENXIO);
}

static void receive_part(void)
{
    int left = asc.first->count - asc.moved;

    asc.part = left < ASC_PART ? left : ASC_PART;
    asc.state = RECEIVING;
    set_count(asc.part, 0);
    order(ASC_TRANSFER | ASC_DMA);
}

static void send_part(void)
{
    int left = asc.first->count - asc.moved;

    asc.part = left < ASC_PART ? left : ASC_PART;
    asc.state = SENDING;
    asc_copy_out(asc.first->data + asc.moved, part_memory(asc.first), asc.part);
    set_count(asc.part, DMAR_TO_SCSI);
    order(ASC_TRANSFER | ASC_DMA);
}

static void complete(void)
{
    asc.state = COMPLETING;
    order(ASC_COMPLETE);
}

/* A part has come, or less if the target has no more. */
static void take_part(void)
{
    asc.part -= count_left();
    asc_copy_in(part_memory(asc.first), asc.first->data + asc.moved, asc.part);
    asc.moved += asc.part;
}

static void received(void)
{
    take_part();
    receive_part();
}

static void received_last(void)
{
    take_part();
    complete();
}

/* What the target has not taken is in the counter, and in the FIFO. */
static void count_sent(void)
{
    asc.moved += asc.part - count_left() - (*chip(ASC_FLAGS) & FLAGS_COUNT);
}

static void sent(void)
{
    count_sent();
    send_part();
}

static void sent_last(void)
{
    count_sent();
    order(ASC_FLUSH);
    complete();
}

static void accept(void)
{
    asc.first->status = *chip(ASC_FIFO);
    if (*chip(ASC_FIFO) != MESSAGE_COMPLETE)
        kprintf("asc: target %d: not complete\n", asc.first->target);
    asc.state = ACCEPTING;
    order(ASC_ACCEPT);
}

static void gone(void)
{
    finish(0);
}

static void was_reset(void)
{
    asc.state = IDLE;
    if (asc.first != NULL)
        finish(EIO);
}

static const struct transition {
    uint8_t state;
    uint8_t interrupt;
    uint8_t phase;
    void (*step)(void);
} transitions[] = {
    { SELECTING, INT_COMPLETE | INT_SERVICE, DATA_IN, receive_part },
    { RECEIVING, INT_SERVICE, STATUS, received_last },
    { RECEIVING, INT_SERVICE, DATA_IN, received },
    { SELECTING, INT_COMPLETE | INT_SERVICE, DATA_OUT, send_part },
    { SENDING, INT_SERVICE, STATUS, sent_last },
    { SENDING, INT_SERVICE, DATA_OUT, sent },
    { SELECTING, INT_COMPLETE | INT_SERVICE, STATUS, complete },
    { COMPLETING, INT_COMPLETE, MESSAGE_IN, accept },
    { ACCEPTING, INT_DISCONNECT, ANY_PHASE, gone },
    { SELECTING, INT_DISCONNECT, ANY_PHASE, nobody },
    { RESETTING, INT_RESET, ANY_PHASE, was_reset },
};

void asc_interrupt(void)
{
    /* The interrupt register comes last: reading it lets go of the others. */
    unsigned status = *chip(ASC_STATUS), step = *chip(ASC_STEP), interrupt;
    unsigned phase = status & STATUS_PHASE;

    if ((status & STATUS_ASKS) == 0)
        return; /* withdrawn meanwhile */
    interrupt = *chip(ASC_INTERRUPT);
    if ((status & STATUS_ERRORS) == 0)
        for (const struct transition *t = transitions;
             t < transitions + sizeof transitions / sizeof transitions[0]; t++)
            if (t->state == asc.state && t->interrupt == interrupt &&
                (t->phase == phase || t->phase == ANY_PHASE)) {
                t->step();
                return;
            }
    if (interrupt & INT_RESET) {
        kprintf("asc: bus was reset\n");
        was_reset();
        return;
    }
    kprintf("asc: state %d: status %x, interrupt %x, step %x\n", asc.state, status, interrupt, step);
    reset_bus();
}

/* ---- at the start ---- */

void __attribute__((noinline)) asc_wait(void)
{
    while ((*chip(ASC_STATUS) & STATUS_ASKS) == 0)
        ;
}

static bool polled; /* the command asc_poll waits for has ended */

static void poll_done(struct scsi_command *command)
{
    (void)command;
    polled = true;
}

void asc_poll(struct scsi_command *command)
{
    polled = false;
    command->done = poll_done;
    asc_submit(command);
    while (!polled) {
        asc_wait();
        asc_interrupt();
    }
}

void asc_start(void)
{
    asc.state = IDLE;
    reset_chip();
    rz_start();
}
