/*
 * PMAZ-AA, the SCSI controller of slot 5: an NCR 53C94 that moves data to and from 128 KB of its own
 * memory. Source: 4.4BSD sys/pmax/dev/ascreg.h; Mach 3.0 mips/PMAX/pmaz_aa.h.
 */
#ifndef ASC_REGISTERS_H
#define ASC_REGISTERS_H

#include <lib-bare/board.h>

#define ASC_BASE 0xbf400000 /* slot 5, not cached */
/* Offsets in the slot */
#define ASC_CHIP 0x00000
#define ASC_DMAR 0x40000 /* where in the memory the next transfer begins, and its direction */
#define ASC_MEMORY 0x80000
#define DMAR_TO_SCSI 0x80000000
/* Each target has a seventh of the memory, a multiple of four bytes. */
#define ASC_PART 0x4924

/* Registers of the chip: a byte in each word */
enum asc_register {
    ASC_COUNT_LOW,
    ASC_COUNT_HIGH,
    ASC_FIFO,
    ASC_COMMAND,
    ASC_STATUS,          /* read */
    ASC_ID = ASC_STATUS, /* write: the target to select */
    ASC_INTERRUPT,       /* read: withdraws the interrupt */
    ASC_TIMEOUT = ASC_INTERRUPT,
    ASC_STEP,
    ASC_PERIOD = ASC_STEP,
    ASC_FLAGS,
    ASC_OFFSET = ASC_FLAGS,
    ASC_CONFIG1,
    ASC_CLOCK,
    ASC_TEST,
    ASC_CONFIG2,
    ASC_CONFIG3,
};

/* Commands */
#define ASC_NOP 0x00
#define ASC_FLUSH 0x01
#define ASC_RESET 0x02
#define ASC_RESET_BUS 0x03
#define ASC_TRANSFER 0x10
#define ASC_COMPLETE 0x11 /* takes status and message */
#define ASC_ACCEPT 0x12   /* the message */
#define ASC_SELECT 0x42   /* with attention: a message first, then the command */
#define ASC_DMA 0x80      /* with data of the memory; loads the counter */

/* Status */
#define STATUS_PHASE 0x07
#define STATUS_PARITY 0x20
#define STATUS_GROSS 0x40
#define STATUS_ASKS 0x80
#define STATUS_ERRORS (STATUS_PARITY | STATUS_GROSS)
enum phase { DATA_OUT, DATA_IN, COMMAND, STATUS, MESSAGE_OUT = 6, MESSAGE_IN, ANY_PHASE };

/* Interrupts */
#define INT_COMPLETE 0x08 /* function complete */
#define INT_SERVICE 0x10  /* bus service: the target asks for something */
#define INT_DISCONNECT 0x20
#define INT_ILLEGAL 0x40
#define INT_RESET 0x80

#define FLAGS_COUNT 0x1f /* bytes in the FIFO */

/* Settings: a chip at 25 MHz, asynchronous transfers */
#define CONFIG1_ID 7
#define CONFIG1_PARITY 0x10
#define CONFIG2_LATCH 0x40 /* the phase stays as it was at the interrupt */
#define CLOCK_FACTOR 5
#define TIMEOUT_250MS 0x9b
#define SHORTEST_PERIOD 5
#define ASYNCHRONOUS 0
/* IDENTIFY, unit 0, without leave to disconnect */
#define IDENTIFY 0x80
#define MESSAGE_COMPLETE 0x00

#endif
