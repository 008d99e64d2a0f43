/*
 * SCSI commands between the drivers of disks and the controller's. Source of the commands: SCSI-2,
 * ANSI X3.131-1994, chapters 7 to 9.
 */
#ifndef KN02_SCSI_H
#define KN02_SCSI_H

#include "services.h"

#define SCSI_TARGETS 7      /* the controller itself is the eighth */
#define SCSI_MOST_BYTES 12  /* of a command */
#define SCSI_BLOCK 512

struct scsi_command {
    struct scsi_command *next;                  /* in the controller's queue */
    void (*done)(struct scsi_command *command); /* at splbio; may give another command */
    uint8_t target;
    uint8_t length; /* of the command */
    uint8_t bytes[SCSI_MOST_BYTES];
    bool to_target;
    uint8_t *data;
    int count; /* bytes of data */
    int resid; /* not moved */
    int error; /* ENXIO: nobody has answered. EIO: the bus has failed. 0: see status */
    uint8_t status;
};

/* status */
#define SCSI_GOOD 0x00
#define SCSI_CHECK_CONDITION 0x02
#define SCSI_BUSY 0x08

/* ---- asc.c ---- */
void asc_submit(struct scsi_command *command);
/* Waits for it by polling; only with interrupts off and nothing else under way. */
void asc_poll(struct scsi_command *command);

/* ---- scsi.c: fill in target, command and count; the caller, the rest ---- */
#define INQUIRY_BYTES 36
#define SENSE_BYTES 18
#define CAPACITY_BYTES 8
void scsi_test_unit_ready(struct scsi_command *command, unsigned target);
void scsi_request_sense(struct scsi_command *command, unsigned target);
void scsi_inquiry(struct scsi_command *command, unsigned target);
void scsi_start_unit(struct scsi_command *command, unsigned target);
void scsi_read_capacity(struct scsi_command *command, unsigned target);
/* By the command of six bytes where it suffices, which every disk knows. */
void scsi_transfer(struct scsi_command *command, unsigned target, uint32_t block, unsigned blocks,
                   bool write);

uint32_t scsi_number(const uint8_t *bytes); /* four bytes, the most significant first */

/* What to do about a command that failed, by the sense data. */
enum scsi_verdict { SCSI_RECOVERED, SCSI_RETRY, SCSI_PROTECTED, SCSI_FAILED };
enum scsi_verdict scsi_judge(const uint8_t *sense);
const char *scsi_key_name(const uint8_t *sense);
/* The block at which it failed, if the data say so, else `otherwise`. */
uint32_t scsi_error_block(const uint8_t *sense, uint32_t otherwise);

#endif
