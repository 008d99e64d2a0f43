/* Arithmetic and logic: three registers, and an immediate out of a list (arithmetic.c has the same). */
#include "assembly.h"
#include "stubs.h"

        .set    noreorder
        .set    noat
        .text

        .macro  three name
FUNCTION(op_\name)
        lui     $v0, UNTOUCHED >> 16
        ori     $v0, $v0, UNTOUCHED & 0xffff
        \name   $v0, $a0, $a1
        jr      $ra
        nop
END(op_\name)
        .endm

        .irp    name, add, addu, sub, subu, and, or, xor, nor, slt, sltu
        three   \name
        .endr

        .macro  immediate name, immediates:vararg
FUNCTION(op_\name)
        .irp    immediate, \immediates
        lui     $v0, UNTOUCHED >> 16
        ori     $v0, $v0, UNTOUCHED & 0xffff
        \name   $v0, $a0, \immediate
        jr      $ra
        nop
        .endr
END(op_\name)
        .endm

        .irp    name, addi, addiu, slti, sltiu
        immediate \name, 0, 1, 32767, -32768, -1, 21845, -21846, 2
        .endr
        .irp    name, andi, ori, xori
        immediate \name, 0, 1, 32767, 32768, 65535, 21845, 43690, 2
        .endr

FUNCTION(op_lui)
        .irp    immediate, 0, 1, 32767, 32768, 65535, 21845, 43690, 2
        lui     $v0, UNTOUCHED >> 16
        ori     $v0, $v0, UNTOUCHED & 0xffff
        lui     $v0, \immediate
        jr      $ra
        nop
        .endr
END(op_lui)

        .macro  shift name
FUNCTION(op_\name)
        .set    amount, 0
        .rept   32
        jr      $ra
        \name   $v0, $a0, amount
        .set    amount, amount + 1
        .endr
END(op_\name)
        .endm

        .irp    name, sll, srl, sra
        shift   \name
        .endr

        .macro  shift_by_register name
FUNCTION(op_\name)
        jr      $ra
        \name   $v0, $a0, $a1
END(op_\name)
        .endm

        .irp    name, sllv, srlv, srav
        shift_by_register \name
        .endr

/* Overflow in a delay slot: BD, and EPC at the branch. */
        .macro  three_delayed name
FUNCTION(delayed_\name)
        jr      $ra
        \name   $v0, $a0, $a1
END(delayed_\name)
        .endm
        three_delayed add
        three_delayed sub

/* Register 0 stays 0. */
FUNCTION(op_to_zero)
        addu    $zero, $a0, $a1
        lui     $zero, 0x1234
        lw      $zero, 0($sp)
        nop
        jr      $ra
        move    $v0, $zero
END(op_to_zero)

/* Source and target the same: ((a + a) - b) ^ itself + b. */
FUNCTION(op_same)
        addu    $a0, $a0, $a0
        subu    $a0, $a0, $a1
        or      $v0, $a0, $a0
        xor     $a0, $a0, $a0
        addu    $v0, $v0, $a0
        jr      $ra
        addu    $v0, $v0, $a1
END(op_same)
