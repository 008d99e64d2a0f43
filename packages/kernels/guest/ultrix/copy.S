/*
 * Copies to and from the memory of the process that runs. An address of a program is below 0x80000000,
 * and so is every byte from it; beyond that, a fault that fault.c cannot settle goes on at pcb's
 * onfault, where the copy ends with EFAULT. The stack is then as it was when onfault was set.
 */
#include <assembly.h>

#include "layout.h"

/* abi/errno.h, which is not for assembly alone */
#include <abi/errno.h>

#define CALL_BYTES 24
#define SAVED_RA 20

        .set    noreorder
        .text

/* int copy_in(uaddr_t from, void *to, size_t bytes) */
FUNCTION(copy_in)
        addu    $v0, $a0, $a2           # no sign anywhere: both ends and the length are below 2^31
        or      $v0, $v0, $a0
        or      $v0, $v0, $a2
        bltz    $v0, .Lbad_range
        lui     $v1, %hi(copy_fault)
        addiu   $v1, $v1, %lo(copy_fault)
        addiu   $sp, $sp, -CALL_BYTES
        sw      $ra, SAVED_RA($sp)
        jal     bcopy
        sw      $v1, PCB + PCB_ONFAULT($zero)
        lw      $ra, SAVED_RA($sp)
        sw      $zero, PCB + PCB_ONFAULT($zero)
        addiu   $sp, $sp, CALL_BYTES
        jr      $ra
        move    $v0, $zero
END(copy_in)

/* int copy_out(const void *from, uaddr_t to, size_t bytes) */
FUNCTION(copy_out)
        addu    $v0, $a1, $a2
        or      $v0, $v0, $a1
        or      $v0, $v0, $a2
        bltz    $v0, .Lbad_range
        lui     $v1, %hi(copy_fault)
        addiu   $v1, $v1, %lo(copy_fault)
        addiu   $sp, $sp, -CALL_BYTES
        sw      $ra, SAVED_RA($sp)
        jal     bcopy
        sw      $v1, PCB + PCB_ONFAULT($zero)
        lw      $ra, SAVED_RA($sp)
        sw      $zero, PCB + PCB_ONFAULT($zero)
        addiu   $sp, $sp, CALL_BYTES
        jr      $ra
        move    $v0, $zero
END(copy_out)

/* Where a faulting copy goes on. */
FUNCTION(copy_fault)
        lw      $ra, SAVED_RA($sp)
        sw      $zero, PCB + PCB_ONFAULT($zero)
        addiu   $sp, $sp, CALL_BYTES
.Lbad_range:
        jr      $ra
        li      $v0, EFAULT
END(copy_fault)

/*
 * int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length)
 *
 * With its NUL, which *length counts; `length` may be NULL.
 */
FUNCTION(copy_in_string)
        bltz    $a0, .Lbad_range
        move    $t0, $a1
        addu    $t1, $a1, $a2           # end of the room
        lui     $v1, %hi(string_fault)
        addiu   $v1, $v1, %lo(string_fault)
        beq     $a2, $zero, .Ltoo_long
        sw      $v1, PCB + PCB_ONFAULT($zero)
1:      lbu     $v0, 0($a0)
        addiu   $a0, $a0, 1
        sb      $v0, 0($a1)
        beq     $v0, $zero, .Ldone
        addiu   $a1, $a1, 1
        bne     $a1, $t1, 1b
        nop
.Ltoo_long:
        sw      $zero, PCB + PCB_ONFAULT($zero)
        jr      $ra
        li      $v0, ENAMETOOLONG
.Ldone:
        beq     $a3, $zero, 2f
        subu    $t0, $a1, $t0
        sw      $t0, 0($a3)
2:      sw      $zero, PCB + PCB_ONFAULT($zero)
        jr      $ra
        move    $v0, $zero
END(copy_in_string)

/* Where a faulting copy of a string goes on. */
FUNCTION(string_fault)
        sw      $zero, PCB + PCB_ONFAULT($zero)
        jr      $ra
        li      $v0, EFAULT
END(string_fault)

/*
 * int bad_address(const volatile void *at)
 *
 * Reads a word where perhaps no device answers: 1 if none did. `at` is in kseg1, a multiple of 4.
 */
FUNCTION(bad_address)
        lui     $v1, %hi(no_answer)
        addiu   $v1, $v1, %lo(no_answer)
        sw      $v1, PCB + PCB_ONFAULT($zero)
        lw      $v0, 0($a0)
        nop
        sw      $zero, PCB + PCB_ONFAULT($zero)
        jr      $ra
        move    $v0, $zero
END(bad_address)

/* Where bad_address goes on when the bus did not answer. */
FUNCTION(no_answer)
        sw      $zero, PCB + PCB_ONFAULT($zero)
        jr      $ra
        li      $v0, 1
END(no_answer)
