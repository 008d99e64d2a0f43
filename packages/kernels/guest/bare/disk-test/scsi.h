/* Commands of SCSI-2 for disks (ANSI X3.131-1994, chapters 8 and 9). */
#ifndef SCSI_H
#define SCSI_H

#include <stdint.h>

#define BLOCK 512
#define INQUIRY_BYTES 36
#define SENSE_BYTES 18
#define CAPACITY_BYTES 8
#define SENSE_KEY(sense) ((sense)[2] & 0x0f)
#define KEY_NONE 0
#define KEY_ILLEGAL_REQUEST 5
#define KEY_UNIT_ATTENTION 6

/* Each returns the status of asc_command. */
unsigned scsi_test_unit_ready(unsigned target);
unsigned scsi_request_sense(unsigned target, uint8_t *sense);
unsigned scsi_inquiry(unsigned target, uint8_t *data);
unsigned scsi_read_capacity(unsigned target, uint32_t *last_block, uint32_t *block_bytes);
/* With commands of six bytes (up to 256 blocks, block below 2^21), or of ten. */
unsigned scsi_read6(unsigned target, uint32_t block, unsigned blocks, void *data);
unsigned scsi_write6(unsigned target, uint32_t block, unsigned blocks, void *data);
unsigned scsi_read10(unsigned target, uint32_t block, unsigned blocks, void *data);
unsigned scsi_write10(unsigned target, uint32_t block, unsigned blocks, void *data);

#endif
