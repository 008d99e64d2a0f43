/*
 * The SCSI controller of slot 5: an NCR 53C94 ("asc") that moves data to and from 128 KB of its own
 * memory, which the processor reads and writes. Source: 4.4BSD sys/pmax/dev/ascreg.h and asc.c; Mach
 * 3.0 mips/PMAX/pmaz_aa.h.
 */
#ifndef ASC_H
#define ASC_H

#include <stdint.h>

/* Offsets in the slot */
#define ASC_CHIP 0x00000
#define ASC_DMAR 0x40000 /* where in the memory the next transfer begins */
#define ASC_SRAM 0x80000
#define DMAR_TO_SCSI 0x80000000
/* Each target has a part of the memory: a seventh. BSD and Mach have it so. */
#define ASC_TARGETS 7
#define ASC_PART 0x4924

/* Registers of the chip: a byte in each word */
enum asc_register {
    ASC_COUNT_LOW,
    ASC_COUNT_HIGH,
    ASC_FIFO,
    ASC_COMMAND,
    ASC_STATUS,           /* read */
    ASC_ID = ASC_STATUS,  /* write: the target to select */
    ASC_INTERRUPT,        /* read; withdraws the interrupt */
    ASC_TIMEOUT = ASC_INTERRUPT,
    ASC_STEP,             /* read */
    ASC_PERIOD = ASC_STEP,
    ASC_FLAGS,            /* read */
    ASC_OFFSET = ASC_FLAGS,
    ASC_CONFIG1,
    ASC_CLOCK,            /* write: conversion factor */
    ASC_TEST,
    ASC_CONFIG2,
    ASC_CONFIG3,
};

/* Commands */
#define ASC_NOP 0x00
#define ASC_FLUSH 0x01
#define ASC_RESET 0x02
#define ASC_TRANSFER 0x10
#define ASC_COMPLETE 0x11 /* takes status and message */
#define ASC_ACCEPT 0x12   /* the message */
#define ASC_SELECT 0x42   /* with attention: a message first */
#define ASC_DMA 0x80      /* with data of the memory; loads the counter */

/* Status: phase, counter is zero, error */
#define ASC_PHASE 0x07
#define ASC_TC 0x10
#define ASC_ERRORS 0x60
#define ASC_ASKS 0x80
enum asc_phase { DATA_OUT = 0, DATA_IN = 1, COMMAND = 2, STATUS = 3, MESSAGE_OUT = 6, MESSAGE_IN = 7 };

/* Interrupts */
#define INT_COMPLETE 0x08    /* function complete */
#define INT_SERVICE 0x10     /* bus service: another phase */
#define INT_DISCONNECT 0x20

#define FLAGS_COUNT 0x1f /* bytes in the FIFO */
#define STEP_MASK 0x07
#define STEP_DONE 4 /* selected, message and command sent */

/* What the driver sets: a chip at 25 MHz, asynchronous transfers */
#define CONFIG1_ID 7
#define CONFIG1_PARITY 0x10
#define CONFIG2_FEATURES 0x40
#define CLOCK_FACTOR 5
#define TIMEOUT_250MS 0x9b
#define SHORTEST_PERIOD 5
#define ASYNCHRONOUS 0
/* IDENTIFY, unit 0. Without leave to disconnect: this driver knows no reselection. */
#define IDENTIFY 0x80

#define NO_TARGET 0xff
#define GOOD 0x00
#define CHECK_CONDITION 0x02

void asc_init(uintptr_t slot);
/*
 * Has a target execute a command, and waits for it. `bytes` come into, or go from, `data`; returns the
 * status that the target has sent, or NO_TARGET. Each step of the chip is checked.
 */
unsigned asc_command(unsigned target, const uint8_t *command, unsigned command_bytes, void *data,
                     unsigned bytes, int writes);
/* Interrupts of the chip so far. */
extern volatile unsigned asc_interrupts;
/* Waits until the command has ended. */
void idle(void) __attribute__((noinline));

#endif
