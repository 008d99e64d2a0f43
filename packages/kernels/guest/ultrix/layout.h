/*
 * Where things are in kseg2, and what assembly and C must agree on.
 *
 *      0xc0000000  window of the page table of the space that runs: the word for virtual page n of
 *                  kuseg is at 4n, as Context has it (R3000 book, chapter 4)
 *      0xc0200000  the kernel's own mapped memory (system-map.c)
 *      0xffffc000  u-area of the process that runs, in TLB entries 0 and 1:
 *                  struct user | kernel stack, growing down to it | struct pcb | struct frame
 *
 * The u-area lies in the last 32 KB, so that pcb and frame can be reached by a 16-bit offset from
 * register 0, when no other register is free (4.4BSD's UADDR lies there for the same reason).
 */
#ifndef LAYOUT_H
#define LAYOUT_H

/* ---- kseg2 ---- */
#define TABLE_WINDOW 0xc0000000
#define TABLE_WINDOW_BYTES 0x00200000
#define TABLE_WINDOW_SHIFT 21
#define SYSTEM_MAP 0xc0200000
#define SYSTEM_MAP_PAGES 8192
#define SYSTEM_MAP_BYTES (SYSTEM_MAP_PAGES * 4096)

/* ---- the u-area's upper end, as a negative number ---- */
#define U_TOP (-0x2000)

/* What an exception from user mode saves; one from the kernel saves it, too, on the stack. */
#define FRAME_REGISTER(number) (4 * (number)) /* [0], k0 and k1 are not saved */
#define FRAME_LO 128
#define FRAME_HI 132
#define FRAME_STATUS 136
#define FRAME_CAUSE 140
#define FRAME_EPC 144
#define FRAME_BADVADDR 148
#define FRAME_BYTES 152
#define USER_FRAME (U_TOP - FRAME_BYTES)

/* What is kept of a thread while another one runs, and some words for exceptions. */
#define PCB_S(number) (4 * (number)) /* s0 to s8 */
#define PCB_SP 36
#define PCB_RA 40
#define PCB_STATUS 44
#define PCB_ONFAULT 48 /* where a copy to or from the process goes on when it faults; 0: nowhere */
#define PCB_K1 52      /* k1 at the last exception: EPC of a miss in kuseg (vectors.S) */
#define PCB_AT 56      /* at, during a refill of kseg2 */
#define PCB_BYTES 64
#define PCB (USER_FRAME - PCB_BYTES)

/* o32: the caller leaves room for the four argument registers. */
#define ARGUMENT_BYTES 16
#define KERNEL_STACK (PCB - ARGUMENT_BYTES)

/* ---- the page-table pages of a space: pages of 1024 words, which map 4 MB each ---- */
#define TABLE_SHIFT 22
#define TEXT_TABLES 4   /* programs' text: 0x00400000 to 0x013fffff */
#define DATA_TABLES 16  /* data: 0x10000000 to 0x13ffffff */
#define STACK_TABLES 2  /* stack: 0x7f800000 to 0x7fffffff */
#define FIRST_TEXT_TABLE 1
#define FIRST_DATA_TABLE 64
#define FIRST_STACK_TABLE 510
#define SPACE_TABLES (TEXT_TABLES + DATA_TABLES + STACK_TABLES)

/* ---- the TLB's wired entries ---- */
#define WIRED_U_AREA 0      /* and 1 */
#define WIRED_TABLES 2      /* to 7: pages of the window, in turn */
#define WIRED_END 8

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct frame {
    uint32_t registers[32];
    uint32_t lo, hi, status, cause, epc, badvaddr;
};
#define user_frame ((struct frame *)USER_FRAME)

/* Numbers of registers that the kernel looks at. */
enum { REG_V0 = 2, REG_V1 = 3, REG_A0 = 4, REG_A1 = 5, REG_A2 = 6, REG_A3 = 7, REG_SP = 29, REG_RA = 31 };

struct pcb {
    uint32_t s[9];
    uint32_t sp, ra, status;
    uint32_t onfault;
    uint32_t k1, at;
    uint32_t reserved;
};
#define current_pcb ((volatile struct pcb *)PCB)

_Static_assert(sizeof(struct frame) == FRAME_BYTES, "layout.h: frame");
_Static_assert(offsetof(struct frame, badvaddr) == FRAME_BADVADDR, "layout.h: frame's offsets");
_Static_assert(sizeof(struct pcb) == PCB_BYTES, "layout.h: pcb");
_Static_assert(offsetof(struct pcb, onfault) == PCB_ONFAULT, "layout.h: pcb's offsets");
_Static_assert(offsetof(struct pcb, k1) == PCB_K1, "layout.h: pcb's offsets");
#endif

#endif
