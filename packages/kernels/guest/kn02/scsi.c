/* SCSI commands for disks, and what their sense data mean. */
#include "unoptimised.h"

#include "scsi.h"

enum operation {
    TEST_UNIT_READY = 0x00,
    REQUEST_SENSE = 0x03,
    READ_6 = 0x08,
    WRITE_6 = 0x0a,
    INQUIRY = 0x12,
    START_UNIT = 0x1b,
    READ_CAPACITY = 0x25,
    READ_10 = 0x28,
    WRITE_10 = 0x2a,
};

#define SIX_BYTES 6
#define TEN_BYTES 10
#define MOST_BLOCK_OF_6 0x1fffff
#define MOST_BLOCKS_OF_6 256 /* written as 0 */

static uint8_t *fill(struct scsi_command *command, unsigned target, unsigned length, uint8_t operation,
                     int count, bool to_target)
{
    command->target = target;
    command->length = length;
    bzero(command->bytes, sizeof command->bytes);
    command->bytes[0] = operation;
    command->count = count;
    command->to_target = to_target;
    return command->bytes;
}

void scsi_test_unit_ready(struct scsi_command *command, unsigned target)
{
    fill(command, target, SIX_BYTES, TEST_UNIT_READY, 0, false);
}

void scsi_request_sense(struct scsi_command *command, unsigned target)
{
    fill(command, target, SIX_BYTES, REQUEST_SENSE, SENSE_BYTES, false)[4] = SENSE_BYTES;
}

void scsi_inquiry(struct scsi_command *command, unsigned target)
{
    fill(command, target, SIX_BYTES, INQUIRY, INQUIRY_BYTES, false)[4] = INQUIRY_BYTES;
}

void scsi_start_unit(struct scsi_command *command, unsigned target)
{
    fill(command, target, SIX_BYTES, START_UNIT, 0, false)[4] = 1; /* start */
}

void scsi_read_capacity(struct scsi_command *command, unsigned target)
{
    fill(command, target, TEN_BYTES, READ_CAPACITY, CAPACITY_BYTES, false);
}

static void put_number(uint8_t *at, uint32_t number)
{
    at[0] = number >> 24;
    at[1] = number >> 16;
    at[2] = number >> 8;
    at[3] = number;
}

uint32_t scsi_number(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

void scsi_transfer(struct scsi_command *command, unsigned target, uint32_t block, unsigned blocks,
                   bool write)
{
    int count = blocks * SCSI_BLOCK;
    uint8_t *bytes;

    if (block + blocks - 1 <= MOST_BLOCK_OF_6 && blocks <= MOST_BLOCKS_OF_6) {
        bytes = fill(command, target, SIX_BYTES, write ? WRITE_6 : READ_6, count, write);
        bytes[1] = block >> 16;
        bytes[2] = block >> 8;
        bytes[3] = block;
        bytes[4] = blocks;
    } else {
        bytes = fill(command, target, TEN_BYTES, write ? WRITE_10 : READ_10, count, write);
        put_number(&bytes[2], block);
        bytes[7] = blocks >> 8;
        bytes[8] = blocks;
    }
}

/* ---- sense data: extended sense, error code 70 ---- */

#define SENSE_VALID 0x80 /* the block in error is given */
#define SENSE_KEY(sense) ((sense)[2] & 0x0f)
#define SENSE_BLOCK 3

enum key {
    NO_SENSE,
    RECOVERED_ERROR,
    NOT_READY,
    MEDIUM_ERROR,
    HARDWARE_ERROR,
    ILLEGAL_REQUEST,
    UNIT_ATTENTION,
    DATA_PROTECT,
    ABORTED_COMMAND = 0xb,
};

static const char *const key_names[16] = {
    "no sense",        "recovered error", "not ready",    "medium error",
    "hardware error",  "illegal request", "unit attention", "data protect",
    "blank check",     "vendor unique",   "copy aborted", "aborted command",
    "equal",           "volume overflow", "miscompare",   "reserved",
};

const char *scsi_key_name(const uint8_t *sense)
{
    return key_names[SENSE_KEY(sense)];
}

enum scsi_verdict scsi_judge(const uint8_t *sense)
{
    switch (SENSE_KEY(sense)) {
    case NO_SENSE:
    case RECOVERED_ERROR:
        return SCSI_RECOVERED;
    case NOT_READY:
    case MEDIUM_ERROR:
    case HARDWARE_ERROR:
    case UNIT_ATTENTION:
    case ABORTED_COMMAND:
        return SCSI_RETRY;
    case DATA_PROTECT:
        return SCSI_PROTECTED;
    default:
        return SCSI_FAILED;
    }
}

uint32_t scsi_error_block(const uint8_t *sense, uint32_t otherwise)
{
    return sense[0] & SENSE_VALID ? scsi_number(&sense[SENSE_BLOCK]) : otherwise;
}
