/* Which disks there are, asked at the start by polling (Mach 3.0's scsi_slave and rz's probing). */
#include <abi/errno.h>
#include <asc.h>
#include <device/rz.h>
#include <kern/printf.h>

#define RETRIES 5
#define NAME_AT 8 /* in what INQUIRY tells: vendor and product */
#define NAME_BYTES 24

static unsigned target_of(const struct rz *rz)
{
    return rz - rz_disks;
}

/* A disk that was reset says so once, and one that is busy is asked again. */
static bool ask(struct rz *rz, void *data)
{
    struct scsi_command *command = &rz->command;

    command->data = data;
    for (int tries = 0; tries <= RETRIES; tries++) {
        struct scsi_command sense = { 0 };

        asc_poll(command);
        if (command->error == ENXIO)
            return false;
        if (command->error == 0 && command->status == SCSI_GOOD)
            return true;
        if (command->status != SCSI_CHECK_CONDITION)
            continue;
        scsi_request_sense(&sense, target_of(rz));
        sense.data = rz->sense;
        asc_poll(&sense);
        if (sense.error == 0 && scsi_judge(rz->sense) == SCSI_FAILED)
            return false;
    }
    return false;
}

static void attach(struct rz *rz)
{
    unsigned target = target_of(rz);
    uint8_t data[INQUIRY_BYTES];
    char name[NAME_BYTES + 1];

    scsi_test_unit_ready(&rz->command, target);
    if (!ask(rz, NULL))
        return;
    scsi_inquiry(&rz->command, target);
    if (!ask(rz, data) || data[0] != 0 /* direct access */)
        return;
    bcopy(&data[NAME_AT], name, NAME_BYTES);
    name[NAME_BYTES] = '\0';
    scsi_start_unit(&rz->command, target);
    (void)ask(rz, NULL); /* most disks are running */
    scsi_read_capacity(&rz->command, target);
    if (!ask(rz, data) || scsi_number(&data[4]) != SCSI_BLOCK)
        return;
    rz->blocks = scsi_number(data) + 1;
    rz->command.done = scdisk_done;
    rz->present = true;
    printf("rz%d at asc0: %s, %d blocks\n", target, name, (int)rz->blocks);
}

void rz_start(void)
{
    for (unsigned target = 0; target < SCSI_TARGETS; target++)
        attach(&rz_disks[target]);
}
