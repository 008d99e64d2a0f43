/*
 * A driver for the 53C94, by interrupts:
 *
 *      select, message, command ──► data, a part at a time ──► status and message ──► accepted
 *         (IR 18, step 4)             (IR 10)                   (IR 08, FIFO 2)       (IR 20)
 *
 * The phase that the target asks for says what comes next.
 */
#include "asc.h"

#include "board.h"
#include "check.h"
#include "exception.h"
#include "interrupt.h"
#include "string.h"

static uintptr_t base;
volatile unsigned asc_interrupts;

static enum state { SELECTING, TRANSFERRING, COMPLETING, ACCEPTING, DONE } volatile state;
static unsigned target, status, moved, chunk, length;
static uint8_t *buffer;
static int to_target;

static volatile uint8_t *chip(enum asc_register number)
{
    return (volatile uint8_t *)(base + ASC_CHIP + 4 * number);
}

static uint32_t part_offset(void)
{
    return target * ASC_PART;
}

/* The processor's way to the chip's memory: words, not cached. */
static volatile uint32_t *part(void)
{
    return (volatile uint32_t *)(base + ASC_SRAM + part_offset());
}

static void copy_to_part(const void *from, unsigned bytes)
{
    volatile uint32_t *to = part();
    const uint8_t *f = from;

    for (unsigned i = 0; i < bytes; i += 4) {
        uint32_t word = 0;
        for (unsigned b = 0; b < 4 && i + b < bytes; b++)
            word |= (uint32_t)f[i + b] << 8 * b;
        *to++ = word;
    }
}

static void copy_from_part(void *to, unsigned bytes)
{
    volatile uint32_t *from = part();
    uint8_t *t = to;

    for (unsigned i = 0; i < bytes; i += 4) {
        uint32_t word = *from++;
        for (unsigned b = 0; b < 4 && i + b < bytes; b++)
            t[i + b] = word >> 8 * b;
    }
}

static void command(unsigned code)
{
    *chip(ASC_COMMAND) = code;
    (void)*chip(ASC_COMMAND); /* the next write must not come too soon: drivers read it back */
}

static void set_count(unsigned bytes, uint32_t direction)
{
    board32(base + ASC_DMAR) = direction | part_offset();
    *chip(ASC_COUNT_LOW) = bytes;
    *chip(ASC_COUNT_HIGH) = bytes >> 8;
    command(ASC_NOP | ASC_DMA);
}

void asc_init(uintptr_t slot)
{
    base = slot;
    command(ASC_RESET);
    command(ASC_NOP);
    *chip(ASC_CLOCK) = CLOCK_FACTOR;
    *chip(ASC_TIMEOUT) = TIMEOUT_250MS;
    *chip(ASC_CONFIG1) = CONFIG1_ID | CONFIG1_PARITY;
    *chip(ASC_CONFIG2) = CONFIG2_FEATURES;
    *chip(ASC_CONFIG3) = 0;
    *chip(ASC_COUNT_LOW) = 0;
    *chip(ASC_COUNT_HIGH) = 0;
    command(ASC_NOP | ASC_DMA);
    *chip(ASC_PERIOD) = SHORTEST_PERIOD;
    *chip(ASC_OFFSET) = ASYNCHRONOUS;
    check("config", 0, *chip(ASC_CONFIG1), CONFIG1_ID | CONFIG1_PARITY);
    check("fifo", 0, *chip(ASC_FLAGS) & FLAGS_COUNT, 0);
}

static void transfer(void)
{
    chunk = length - moved < ASC_PART ? length - moved : ASC_PART;
    if (to_target)
        copy_to_part(buffer + moved, chunk);
    set_count(chunk, to_target ? DMAR_TO_SCSI : 0);
    state = TRANSFERRING;
    command(ASC_TRANSFER | ASC_DMA);
}

static void next(unsigned phase)
{
    if (phase == STATUS) {
        state = COMPLETING;
        command(ASC_COMPLETE);
        return;
    }
    check("phase", moved, phase, to_target ? DATA_OUT : DATA_IN);
    check("more", moved, moved < length, 1);
    transfer();
}

static void asc_interrupt(void)
{
    unsigned now = *chip(ASC_STATUS), step = *chip(ASC_STEP) & STEP_MASK;
    unsigned fifo = *chip(ASC_FLAGS) & FLAGS_COUNT, why = *chip(ASC_INTERRUPT);
    unsigned phase = now & ASC_PHASE;

    asc_interrupts++;
    check("asks", state, now & (ASC_ASKS | ASC_ERRORS), ASC_ASKS);
    switch (state) {
    case SELECTING:
        if (why == INT_DISCONNECT) { /* nobody has answered */
            check("no step", target, step, 0);
            command(ASC_FLUSH);
            status = NO_TARGET;
            state = DONE;
            break;
        }
        check("selected", target, why, INT_COMPLETE | INT_SERVICE);
        check("step", target, step, STEP_DONE);
        check("fifo", target, fifo, 0);
        next(phase);
        break;
    case TRANSFERRING:
        check("moved", moved, why, INT_SERVICE);
        check("count", moved, now & ASC_TC, ASC_TC);
        if (!to_target)
            copy_from_part(buffer + moved, chunk);
        moved += chunk;
        next(phase);
        break;
    case COMPLETING:
        check("complete", target, why, INT_COMPLETE);
        check("message in", target, phase, MESSAGE_IN);
        check("two bytes", target, fifo, 2);
        status = *chip(ASC_FIFO);
        check("command complete", target, *chip(ASC_FIFO), 0);
        state = ACCEPTING;
        command(ASC_ACCEPT);
        break;
    case ACCEPTING:
        check("gone", target, why, INT_DISCONNECT);
        state = DONE;
        break;
    case DONE:
        check("nobody waits", target, why, 0);
    }
}

static void interrupted(struct frame *frame)
{
    check("line", 0, frame->cause & frame->status & CAUSE_IP, IM_BOARD);
    check("slot", 0, board32(BOARD_CSR) & 1 << SLOT_SCSI, 1 << SLOT_SCSI);
    asc_interrupt();
}

void idle(void)
{
    while (state != DONE)
        ;
}

unsigned asc_command(unsigned to, const uint8_t *bytes, unsigned count, void *data,
                     unsigned data_bytes, int writes)
{
    target = to;
    buffer = data;
    length = data_bytes;
    to_target = writes;
    moved = 0;
    state = SELECTING;
    exception_handlers[EXC_INT] = interrupted;
    board32(BOARD_CSR) = (board32(BOARD_CSR) & CSR_WRITABLE & ~(CSR_IOINT << CSR_IOINTEN_SHIFT)) |
                         1 << (CSR_IOINTEN_SHIFT + SLOT_SCSI);

    copy_to_part(bytes, count);
    *chip(ASC_FIFO) = IDENTIFY;
    set_count(count, DMAR_TO_SCSI);
    *chip(ASC_ID) = target;
    *chip(ASC_PERIOD) = SHORTEST_PERIOD;
    *chip(ASC_OFFSET) = ASYNCHRONOUS;
    command(ASC_SELECT | ASC_DMA);

    write_c0(C0_STATUS, IM_BOARD | ST_IEC);
    idle();
    write_c0(C0_STATUS, 0);
    check("quiet", target, board32(BOARD_CSR) & 1 << SLOT_SCSI, 0);
    if (status == GOOD)
        check("all", target, moved, length);
    return status;
}
