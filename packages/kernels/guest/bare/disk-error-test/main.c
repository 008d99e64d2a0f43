/*
 * disk-error-test: what a disk refuses, and how it says so; and that it goes on afterwards. GXemul's
 * disks have no end, and stop the machine at commands that they do not know.
 */
#include "asc.h"
#include "board.h"
#include "check.h"
#include "cp0.h"
#include "prom.h"
#include "scsi.h"

#define TARGET 0
#define BLOCKS 3024 /* of the disk, as the image's manifest has it */
#define UNKNOWN 0x1f /* no command of disks */

static uint8_t data[4 * BLOCK];

/* The last command has been refused for this reason; the disk says so once. */
static void check_refused(const char *what, unsigned status, unsigned key)
{
    uint8_t sense[SENSE_BYTES];

    check(what, 0, status, CHECK_CONDITION);
    check(what, 1, scsi_request_sense(TARGET, sense), GOOD);
    check(what, 2, SENSE_KEY(sense), key);
    check(what, 3, scsi_request_sense(TARGET, sense), GOOD);
    check(what, 4, SENSE_KEY(sense), KEY_NONE);
    check(what, 5, scsi_test_unit_ready(TARGET), GOOD);
}

int main(void)
{
    const uint8_t unknown[6] = { UNKNOWN };

    check_group("targets");
    asc_init(kseg1(physical(prom_slot_address(SLOT_SCSI))));
    for (unsigned target = 1; target < ASC_TARGETS; target++)
        check("nobody", target, scsi_test_unit_ready(target), NO_TARGET);
    unsigned first = scsi_test_unit_ready(TARGET);
    if (first != GOOD)
        check_refused("attention", first, KEY_UNIT_ATTENTION);

    check_group("refused");
    check_refused("read behind the end", scsi_read10(TARGET, BLOCKS, 1, data), KEY_ILLEGAL_REQUEST);
    check_refused("read over the end", scsi_read6(TARGET, BLOCKS - 2, 4, data), KEY_ILLEGAL_REQUEST);
    check_refused("write behind the end", scsi_write10(TARGET, BLOCKS, 1, data), KEY_ILLEGAL_REQUEST);
    check_refused("unknown", asc_command(TARGET, unknown, sizeof unknown, 0, 0, 0), KEY_ILLEGAL_REQUEST);
    check("and goes on", 0, scsi_read6(TARGET, BLOCKS - 1, 1, data), GOOD);
    check("word", 0, data[0] | data[1] << 8 | data[2] << 16, (BLOCKS - 1) * (BLOCK / 4));
    check_end("disk-error-test");
    return 0;
}
