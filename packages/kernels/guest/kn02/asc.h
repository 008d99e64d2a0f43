/* The SCSI controller (asc.c), slot 5 of the board. Commands are in scsi.h. */
#ifndef KN02_ASC_H
#define KN02_ASC_H

/* Resets it, and finds the disks by polling: called once, with interrupts off. */
void asc_start(void);
void asc_interrupt(void); /* at splbio */
/* Where asc_start waits for the chip: an idle function of the image. */
void asc_wait(void);

/* The kernel's driver of disks: asc_start calls it, and it looks for them by asc_poll. */
void rz_start(void);

#endif
