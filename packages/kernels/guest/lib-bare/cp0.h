/*
 * Coprocessor 0 of the R3000: register numbers, their bits, and access from C.
 * Source: Kane and Heinrich, MIPS RISC Architecture (1992), chapters 4 (memory) and 6 (exceptions).
 */
#ifndef CP0_H
#define CP0_H

#ifdef __ASSEMBLER__
#define C0_INDEX $0
#define C0_RANDOM $1
#define C0_ENTRYLO $2
#define C0_CONTEXT $4
#define C0_BADVADDR $8
#define C0_ENTRYHI $10
#define C0_STATUS $12
#define C0_CAUSE $13
#define C0_EPC $14
#define C0_PRID $15
#else
/* Names for read_c0 and write_c0, which paste them into an instruction. */
#define C0_INDEX "$0"
#define C0_RANDOM "$1"
#define C0_ENTRYLO "$2"
#define C0_CONTEXT "$4"
#define C0_BADVADDR "$8"
#define C0_ENTRYHI "$10"
#define C0_STATUS "$12"
#define C0_CAUSE "$13"
#define C0_EPC "$14"
#define C0_PRID "$15"
#endif

/* Status: the stack of modes (current, previous, old), interrupt masks, caches, vectors, coprocessors. */
#define ST_IEC 0x00000001
#define ST_KUC 0x00000002
#define ST_IEP 0x00000004
#define ST_KUP 0x00000008
#define ST_IEO 0x00000010
#define ST_KUO 0x00000020
#define ST_IM 0x0000ff00
#define ST_ISC 0x00010000
#define ST_SWC 0x00020000
#define ST_PZ 0x00040000
#define ST_CM 0x00080000
#define ST_PE 0x00100000
#define ST_TS 0x00200000
#define ST_BEV 0x00400000
#define ST_RE 0x02000000
#define ST_CU0 0x10000000
#define ST_CU1 0x20000000
#define ST_CU2 0x40000000
#define ST_CU3 0x80000000

/* Cause */
#define CAUSE_CODE 0x0000007c
#define CAUSE_CODE_SHIFT 2
#define CAUSE_SW0 0x00000100
#define CAUSE_SW1 0x00000200
#define CAUSE_IP 0x0000ff00
#define CAUSE_CE 0x30000000
#define CAUSE_CE_SHIFT 28
#define CAUSE_BD 0x80000000

/* Exception codes */
#define EXC_INT 0   /* interrupt */
#define EXC_MOD 1   /* store to a page that is not dirty */
#define EXC_TLBL 2  /* TLB miss, or invalid entry: load or fetch */
#define EXC_TLBS 3  /* the same: store */
#define EXC_ADEL 4  /* address error: load or fetch */
#define EXC_ADES 5  /* address error: store */
#define EXC_IBE 6   /* bus error: fetch */
#define EXC_DBE 7   /* bus error: data */
#define EXC_SYS 8   /* syscall */
#define EXC_BP 9    /* break */
#define EXC_RI 10   /* reserved instruction */
#define EXC_CPU 11  /* coprocessor unusable */
#define EXC_OV 12   /* integer overflow */
#define EXC_COUNT 16

/* Vectors */
#define UTLB_VECTOR 0x80000000    /* a miss in kuseg */
#define GENERAL_VECTOR 0x80000080 /* everything else */
#define VECTOR_BYTES 0x80         /* room for each */

/* Segments */
#define KUSEG 0x00000000
#define KSEG0 0x80000000 /* unmapped, cached */
#define KSEG1 0xa0000000 /* unmapped, uncached */
#define KSEG2 0xc0000000 /* mapped, kernel only */

/* The TLB: 64 entries, of which TLBWR leaves the first 8 alone. */
#define TLB_ENTRIES 64
#define TLB_WIRED 8
#define TLB_INDEX_SHIFT 8
#define TLB_PROBE_FAILED 0x80000000
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096
#define HI_VPN 0xfffff000
#define HI_ASID 0x00000fc0
#define HI_ASID_SHIFT 6
#define LO_PFN 0xfffff000
#define LO_N 0x00000800 /* not cached */
#define LO_D 0x00000400 /* dirty: may be written */
#define LO_V 0x00000200 /* valid */
#define LO_G 0x00000100 /* global: in every address space */
#define CONTEXT_BASE 0xffe00000

#ifndef __ASSEMBLER__
#include <stdint.h>

/* The assembler keeps the instruction behind MFC0 from reading its result. */
#define read_c0(register)                                                      \
    ({                                                                         \
        uint32_t value_;                                                       \
        __asm__ volatile("mfc0 %0, " register "\n\tnop" : "=r"(value_) : : "memory"); \
        value_;                                                                \
    })

#define write_c0(register, value) \
    __asm__ volatile("mtc0 %z0, " register "\n\tnop\n\tnop" : : "Jr"((uint32_t)(value)) : "memory")

#define tlbr() __asm__ volatile("tlbr\n\tnop\n\tnop" : : : "memory")
#define tlbp() __asm__ volatile("tlbp\n\tnop\n\tnop" : : : "memory")
#define tlbwi() __asm__ volatile("nop\n\ttlbwi\n\tnop\n\tnop" : : : "memory")
#define tlbwr() __asm__ volatile("nop\n\ttlbwr\n\tnop\n\tnop" : : : "memory")

#define uncached(pointer) ((__typeof__(pointer))((uintptr_t)(pointer) | 0x20000000))
#define physical(pointer) ((uintptr_t)(pointer) & 0x1fffffff)
#define kseg0(physical_address) ((uintptr_t)(physical_address) | KSEG0)
#define kseg1(physical_address) ((uintptr_t)(physical_address) | KSEG1)
#endif

#endif
