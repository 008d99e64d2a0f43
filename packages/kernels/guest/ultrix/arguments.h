/* What the firmware was told to start the kernel with: mcpi boot ultrix --arg ... */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <unix/kernel.h>

#define INIT_ARGUMENTS_MAX 32

struct boot_arguments {
    int hz;
    uint32_t buffer_megabytes;
    uint32_t swap_megabytes;
    bool check_memory;    /* vm-check.h */
    unsigned root_target; /* SCSI id of the disk with the root file system */
    const char *init_path;
    const char *init_arguments[INIT_ARGUMENTS_MAX + 1]; /* NULL at the end */
};

/*
 * argv: the firmware's command ("boot"), the kernel's file ("5/rz3/vmunix": slot, disk, name), then
 * any of
 *
 *      hz=256  buffers=12 (MB)  swap=64 (MB)  root=3 (SCSI id)  init=/bin/init, and all that follows is init's
 *
 * vmcheck=1 has memory's book-keeping checked at each exit and at the halt.
 *
 * Others are passed over, with a word about it.
 */
void arguments_parse(struct boot_arguments *arguments, int argc, char *const *argv);

#endif
