/*
 * The exception vectors: code that startup.c copies to 0x80000000 and 0x80000080 (R3000 book, chapter 6),
 * each of at most 128 bytes, and the table by which the general one goes on.
 *
 * A refill of kuseg may itself miss, on the page of the page table. What it was about is then known
 * only by k1 (its EPC), which the general vector keeps before it uses it.
 */
#include <assembly.h>
#include <cp0.h>

#include <mips/layout.h>

        .set    noreorder
        .set    noat
        .text

/* TRAP_tlb_umiss: the page table's word, whatever it says, into a random entry. */
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
        lui     $k0, %hi(vector_k1)
        sw      $k1, %lo(vector_k1)($k0)
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
        .word   TRAP_kernel_interrupt   # Int
        .word   TRAP_kernel_exception   # Mod
        .word   TRAP_tlb_miss           # TLBL
        .word   TRAP_tlb_miss           # TLBS
        .word   TRAP_kernel_exception   # AdEL
        .word   TRAP_kernel_exception   # AdES
        .word   TRAP_kernel_exception   # IBE
        .word   TRAP_kernel_exception   # DBE
        .word   TRAP_kernel_exception   # Sys
        .word   TRAP_kernel_exception   # Bp
        .word   TRAP_kernel_exception   # RI
        .word   TRAP_kernel_exception   # CpU
        .word   TRAP_kernel_exception   # Ov
        .word   TRAP_kernel_exception
        .word   TRAP_kernel_exception
        .word   TRAP_kernel_exception
        .word   TRAP_interrupt          # Int
        .word   TRAP_mod                # Mod
        .word   TRAP_exception          # TLBL
        .word   TRAP_exception          # TLBS
        .word   TRAP_exception          # AdEL
        .word   TRAP_exception          # AdES
        .word   TRAP_exception          # IBE
        .word   TRAP_exception          # DBE
        .word   TRAP_syscall            # Sys
        .word   TRAP_exception          # Bp
        .word   TRAP_exception          # RI
        .word   TRAP_exception          # CpU
        .word   TRAP_exception          # Ov
        .word   TRAP_exception
        .word   TRAP_exception
        .word   TRAP_exception
        .size   exception_table, . - exception_table

        .data
        .align  4                       # in one line of the cache
        .globl  vector_k1, vector_at, vector_v0
        .type   vector_k1, @object
        .size   vector_k1, 4
vector_k1:
        .word   0                       # k1 at the last exception
        .type   vector_at, @object
        .size   vector_at, 4
vector_at:
        .word   0                       # at, during a refill of kseg2
        .type   vector_v0, @object
        .size   vector_v0, 4
vector_v0:
        .word   0                       # and v0

/* The same code where it runs, for its symbols: link.ld puts this section there, and loads nothing. */
        .section .vectors, "ax", @nobits
FUNCTION(utlb_vector)
        .space  utlb_code_end - utlb_code
END(utlb_vector)
        .org    GENERAL_VECTOR - UTLB_VECTOR
FUNCTION(general_vector)
        .space  general_code_end - general_code
END(general_vector)
