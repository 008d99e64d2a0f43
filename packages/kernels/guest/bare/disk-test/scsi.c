#include "scsi.h"

#include "asc.h"

enum {
    TEST_UNIT_READY = 0x00,
    REQUEST_SENSE = 0x03,
    READ_6 = 0x08,
    WRITE_6 = 0x0a,
    INQUIRY = 0x12,
    READ_CAPACITY = 0x25,
    READ_10 = 0x28,
    WRITE_10 = 0x2a,
};

unsigned scsi_test_unit_ready(unsigned target)
{
    const uint8_t command[6] = { TEST_UNIT_READY };

    return asc_command(target, command, sizeof command, 0, 0, 0);
}

unsigned scsi_request_sense(unsigned target, uint8_t *sense)
{
    const uint8_t command[6] = { REQUEST_SENSE, 0, 0, 0, SENSE_BYTES };

    return asc_command(target, command, sizeof command, sense, SENSE_BYTES, 0);
}

unsigned scsi_inquiry(unsigned target, uint8_t *data)
{
    const uint8_t command[6] = { INQUIRY, 0, 0, 0, INQUIRY_BYTES };

    return asc_command(target, command, sizeof command, data, INQUIRY_BYTES, 0);
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

unsigned scsi_read_capacity(unsigned target, uint32_t *last_block, uint32_t *block_bytes)
{
    const uint8_t command[10] = { READ_CAPACITY };
    uint8_t data[CAPACITY_BYTES] = { 0 };
    unsigned status = asc_command(target, command, sizeof command, data, sizeof data, 0);

    *last_block = big_endian(data);
    *block_bytes = big_endian(data + 4);
    return status;
}

static unsigned six(unsigned target, uint8_t code, uint32_t block, unsigned blocks, void *data)
{
    const uint8_t command[6] = { code, block >> 16 & 0x1f, block >> 8, block, blocks };

    return asc_command(target, command, sizeof command, data, blocks * BLOCK, code == WRITE_6);
}

static unsigned ten(unsigned target, uint8_t code, uint32_t block, unsigned blocks, void *data)
{
    const uint8_t command[10] = {
        code, 0, block >> 24, block >> 16, block >> 8, block, 0, blocks >> 8, blocks,
    };

    return asc_command(target, command, sizeof command, data, blocks * BLOCK, code == WRITE_10);
}

unsigned scsi_read6(unsigned target, uint32_t block, unsigned blocks, void *data)
{
    return six(target, READ_6, block, blocks, data);
}

unsigned scsi_write6(unsigned target, uint32_t block, unsigned blocks, void *data)
{
    return six(target, WRITE_6, block, blocks, data);
}

unsigned scsi_read10(unsigned target, uint32_t block, unsigned blocks, void *data)
{
    return ten(target, READ_10, block, blocks, data);
}

unsigned scsi_write10(unsigned target, uint32_t block, unsigned blocks, void *data)
{
    return ten(target, WRITE_10, block, blocks, data);
}
