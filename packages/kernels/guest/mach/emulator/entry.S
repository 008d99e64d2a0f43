/*
 * Where the kernel sends the program's thread: t0 is the number of the call, t1 where the program goes
 * on, all else is the program's. Registers that a call destroys are not kept; the others are, for
 * signals and forks need all of them. The library has a stack of its own.
 */
#include <assembly.h>

#include "emulator.h"

        .set    noreorder
        .set    noat

        .section .emulator_header, "a"
        .word   0x656d756c              # EMULATOR_MAGIC
        .word   emulator_calls
        .word   emulator_begin
        .word   emulator_notice
        .word   program_copies
        .word   program_copies_end
        .word   program_copy_fails
        .word   knowledge

        .text
FUNCTION(emulator_calls)
        lui     $t2, %hi(emulator_stack_end - FRAME_BYTES)
        addiu   $t2, $t2, %lo(emulator_stack_end - FRAME_BYTES)
        sw      $t1, FRAME_PC($t2)
        sw      $v0, FRAME(2)($t2)
        sw      $v1, FRAME(3)($t2)
        sw      $a0, FRAME(4)($t2)
        sw      $a1, FRAME(5)($t2)
        sw      $a2, FRAME(6)($t2)
        sw      $a3, FRAME(7)($t2)
        sw      $s0, FRAME(16)($t2)
        sw      $s1, FRAME(17)($t2)
        sw      $s2, FRAME(18)($t2)
        sw      $s3, FRAME(19)($t2)
        sw      $s4, FRAME(20)($t2)
        sw      $s5, FRAME(21)($t2)
        sw      $s6, FRAME(22)($t2)
        sw      $s7, FRAME(23)($t2)
        sw      $gp, FRAME(28)($t2)
        sw      $sp, FRAME(29)($t2)
        sw      $fp, FRAME(30)($t2)
        sw      $ra, FRAME(31)($t2)
        addiu   $sp, $t2, -24
        move    $s0, $t2
        move    $a0, $t2
        jal     emulate
        move    $a1, $t0

        lw      $t1, FRAME_PC($s0)
        lw      $v0, FRAME(2)($s0)
        lw      $v1, FRAME(3)($s0)
        lw      $a3, FRAME(7)($s0)
        lw      $ra, FRAME(31)($s0)
        lw      $sp, FRAME(29)($s0)
        jr      $t1
        lw      $s0, FRAME(16)($s0)
END(emulator_calls)

/* void frame_resume(const int *frame): all registers but k0, k1, and t9, through which the program is
 * entered: after a call that is anything. A program that was interrupted anywhere is not sent on from
 * here (signals.c). */
FUNCTION(frame_resume)
        lw      $t0, FRAME_LO($a0)
        lw      $t1, FRAME_HI($a0)
        mtlo    $t0
        mthi    $t1
        lw      $1, FRAME(1)($a0)
        lw      $2, FRAME(2)($a0)
        lw      $3, FRAME(3)($a0)
        lw      $5, FRAME(5)($a0)
        lw      $6, FRAME(6)($a0)
        lw      $7, FRAME(7)($a0)
        lw      $8, FRAME(8)($a0)
        lw      $9, FRAME(9)($a0)
        lw      $10, FRAME(10)($a0)
        lw      $11, FRAME(11)($a0)
        lw      $12, FRAME(12)($a0)
        lw      $13, FRAME(13)($a0)
        lw      $14, FRAME(14)($a0)
        lw      $15, FRAME(15)($a0)
        lw      $16, FRAME(16)($a0)
        lw      $17, FRAME(17)($a0)
        lw      $18, FRAME(18)($a0)
        lw      $19, FRAME(19)($a0)
        lw      $20, FRAME(20)($a0)
        lw      $21, FRAME(21)($a0)
        lw      $22, FRAME(22)($a0)
        lw      $23, FRAME(23)($a0)
        lw      $24, FRAME(24)($a0)
        lw      $25, FRAME_PC($a0)
        lw      $28, FRAME(28)($a0)
        lw      $29, FRAME(29)($a0)
        lw      $30, FRAME(30)($a0)
        lw      $31, FRAME(31)($a0)
        jr      $25
        lw      $4, FRAME(4)($a0)
END(frame_resume)

/* A process begins: its program at a0, with the stack a1. */
FUNCTION(emulator_begin)
        lui     $sp, %hi(emulator_stack_end - FRAME_BYTES - 24)
        addiu   $sp, $sp, %lo(emulator_stack_end - FRAME_BYTES - 24)
        move    $s0, $a0
        jal     ports_start
        move    $s1, $a1
        move    $sp, $s1
        move    $t9, $s0
        move    $ra, $zero
        jr      $t9
        nop
END(emulator_begin)

/* A child of fork begins, with its parent's memory and a stack below the frame (calls.c). */
FUNCTION(emulator_child)
        jal     child_begins
        nop
        break
END(emulator_child)

/* The server has interrupted the program, and has its registers. */
FUNCTION(emulator_notice)
        lui     $sp, %hi(emulator_stack_end - FRAME_BYTES - 24)
        addiu   $sp, $sp, %lo(emulator_stack_end - FRAME_BYTES - 24)
        jal     notice
        nop
        break
END(emulator_notice)

/*
 * From here to program_copies_end a fault is no signal: it goes on at program_copy_fails (the server
 * sees to that). Addresses of the system are not tried.
 */
        .globl  program_copies, program_copies_end, program_copy_fails
program_copies:

/* int program_read(const void *from, void *to, unsigned bytes) */
FUNCTION(program_read)
        addu    $t0, $a0, $a2
        or      $t0, $t0, $a0
        bltz    $t0, program_copy_fails
        or      $t0, $a0, $a1
.Lcopy: andi    $t0, $t0, 3
        bne     $t0, $zero, 2f
        srl     $t1, $a2, 2
        beq     $t1, $zero, 2f
        sll     $t1, $t1, 2
        addu    $t1, $a0, $t1
1:      lw      $v0, 0($a0)
        addiu   $a0, $a0, 4
        sw      $v0, 0($a1)
        bne     $a0, $t1, 1b
        addiu   $a1, $a1, 4
        andi    $a2, $a2, 3
2:      beq     $a2, $zero, 4f
        addu    $a2, $a0, $a2
3:      lb      $v0, 0($a0)
        addiu   $a0, $a0, 1
        sb      $v0, 0($a1)
        bne     $a0, $a2, 3b
        addiu   $a1, $a1, 1
4:      jr      $ra
        move    $v0, $zero
END(program_read)

/* int program_write(const void *from, void *to, unsigned bytes) */
FUNCTION(program_write)
        addu    $t0, $a1, $a2
        or      $t0, $t0, $a1
        bltz    $t0, program_copy_fails
        nop
        b       .Lcopy
        or      $t0, $a0, $a1
END(program_write)

/* int program_probe(void *at, unsigned bytes): each page is read and written as it is. */
FUNCTION(program_probe)
        addu    $a1, $a0, $a1
        or      $t0, $a0, $a1
        bltz    $t0, program_copy_fails
        nop
        beq     $a0, $a1, 2f
        nop
1:      lb      $v0, 0($a0)
        nop
        sb      $v0, 0($a0)
        addiu   $a0, $a0, 4096
        sltu    $t0, $a0, $a1
        bne     $t0, $zero, 1b
        nop
        lb      $v0, -1($a1)
        nop
        sb      $v0, -1($a1)
2:      jr      $ra
        move    $v0, $zero
END(program_probe)

/* int program_read_string(const char *from, char *to, unsigned size) */
FUNCTION(program_read_string)
        move    $t0, $a1
        addu    $a2, $a1, $a2
1:      bltz    $a0, program_copy_fails
        nop
        lb      $v0, 0($a0)
        addiu   $a0, $a0, 1
        sb      $v0, 0($a1)
        beq     $v0, $zero, 2f
        addiu   $a1, $a1, 1
        bne     $a1, $a2, 1b
        nop
        jr      $ra
        move    $v0, $zero
2:      jr      $ra
        subu    $v0, $a1, $t0
END(program_read_string)

program_copies_end:
program_copy_fails:
        jr      $ra
        li      $v0, -1

        .bss
        .align  4
emulator_stack:
        .space  EMULATOR_STACK_BYTES
emulator_stack_end:
