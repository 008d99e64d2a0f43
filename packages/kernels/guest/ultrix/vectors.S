/*
 * The exception vectors: code that main.c copies to 0x80000000 and 0x80000080 (R3000 book, chapter 6),
 * each of at most 128 bytes, and the table by which the general one goes on.
 *
 * A refill of kuseg may itself miss, on the page of the page table. What it was about is then known
 * only by k1 (its EPC), which the general vector keeps in the pcb before it uses it.
 */
#include <assembly.h>
#include <cp0.h>

#include "layout.h"

        .set    noreorder
        .set    noat
        .text

/* A miss in kuseg: the page table's word for it, whatever it says, into a random entry. */
FUNCTION(utlb_code)
        mfc0    $k0, C0_CONTEXT         # address of the word
        mfc0    $k1, C0_EPC
        lw      $k0, 0($k0)             # may miss: ktlb_miss goes on at the jump below
        nop
        mtc0    $k0, C0_ENTRYLO
        nop
        tlbwr
.Lutlb_return:
        jr      $k1
        rfe
END(utlb_code)
        .globl  utlb_code_end, utlb_return
utlb_code_end:
        .set    utlb_return, UTLB_VECTOR + (.Lutlb_return - utlb_code)

/* Everything else: by mode and code. */
FUNCTION(general_code)
        sw      $k1, PCB + PCB_K1($zero)
        mfc0    $k0, C0_STATUS
        mfc0    $k1, C0_CAUSE
        andi    $k0, $k0, ST_KUP        # from user mode: 8, times 8 the size of half the table
        sll     $k0, $k0, 3
        andi    $k1, $k1, CAUSE_CODE    # times 4: an offset into the table
        or      $k1, $k1, $k0
        lui     $k0, %hi(exception_table)
        addu    $k0, $k0, $k1
        lw      $k0, %lo(exception_table)($k0)
        nop
        jr      $k0
        nop
END(general_code)
        .globl  general_code_end
general_code_end:

        .section .rodata
        .align  2
        .type   exception_table, @object
exception_table:
        .word   kernel_interrupt        # Int
        .word   kernel_exception        # Mod
        .word   ktlb_miss               # TLBL
        .word   ktlb_miss               # TLBS
        .word   kernel_exception        # AdEL
        .word   kernel_exception        # AdES
        .word   kernel_exception        # IBE
        .word   kernel_exception        # DBE
        .word   kernel_exception        # Sys
        .word   kernel_exception        # Bp
        .word   kernel_exception        # RI
        .word   kernel_exception        # CpU
        .word   kernel_exception        # Ov
        .word   kernel_exception
        .word   kernel_exception
        .word   kernel_exception
        .word   user_interrupt          # Int
        .word   user_exception          # Mod
        .word   user_exception          # TLBL
        .word   user_exception          # TLBS
        .word   user_exception          # AdEL
        .word   user_exception          # AdES
        .word   user_exception          # IBE
        .word   user_exception          # DBE
        .word   user_exception          # Sys
        .word   user_exception          # Bp
        .word   user_exception          # RI
        .word   user_exception          # CpU
        .word   user_exception          # Ov
        .word   user_exception
        .word   user_exception
        .word   user_exception
        .size   exception_table, . - exception_table

/* The same code where it runs, for its symbols: link.ld puts this section there, and loads nothing. */
        .section .vectors, "ax", @nobits
FUNCTION(utlb_vector)
        .space  utlb_code_end - utlb_code
END(utlb_vector)
        .org    GENERAL_VECTOR - UTLB_VECTOR
FUNCTION(general_vector)
        .space  general_code_end - general_code
END(general_vector)
