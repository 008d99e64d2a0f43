/* A SCSI disk, between its device (rz.c) and its commands (scdisk.c). */
#ifndef DEVICE_RZ_H
#define DEVICE_RZ_H

#include <device/io_req.h>
#include <scsi.h>

#define RZ_RECORD SCSI_BLOCK /* bytes of a record */

struct rz {
    struct scsi_command command;
    io_req_t queue;   /* the first is being done */
    uint8_t sense[SENSE_BYTES] __attribute__((aligned(4)));
    bool sensing;     /* `command` asks for sense data */
    bool present;
    int failed;       /* bytes moved by the command whose sense data are asked for */
    int retries;      /* of this part */
    uint32_t blocks;
};

extern struct rz rz_disks[SCSI_TARGETS];

void scdisk_strategy(io_req_t ior);
void scdisk_done(struct scsi_command *command);

#endif
