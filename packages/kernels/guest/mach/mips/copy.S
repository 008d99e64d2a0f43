/*
 * Copies between the kernel and the memory of the running task, whose addresses are below 0x80000000.
 * A fault there that cannot be settled (kernel_trap) goes on at a place of recovery: for copies of
 * messages, which use no stack, found by the pc (recover_table, trap.c); for the others by the thread's
 * `recover`, and the stack is then as it was when that was set.
 */
#include <assembly.h>

#include <mips/layout.h>

#define CALL_BYTES 32
#define SAVED_RA 28
#define SAVED_THREAD 24

        .set    noreorder
        .text

/* boolean_t copyinmsg(const void *user, void *kernel, vm_size_t size): 6 instructions a word. */
FUNCTION(copyinmsg)
        addu    $t0, $a0, $a2           # end
        or      $t1, $t0, $a0
        bltz    $t1, copymsg_error
        nop
        .globl  copymsg_begin, copymsg_end
copymsg_begin:
1:      lw      $t1, 0($a0)
        addiu   $a0, $a0, 4
        sw      $t1, 0($a1)
        subu    $t2, $t0, $a0
        bne     $t2, $zero, 1b
        addiu   $a1, $a1, 4
        jr      $ra
        move    $v0, $zero
END(copyinmsg)

/* boolean_t copyoutmsg(const void *kernel, void *user, vm_size_t size) */
FUNCTION(copyoutmsg)
        addu    $t0, $a1, $a2
        or      $t1, $t0, $a1
        bltz    $t1, copymsg_error
        nop
1:      lw      $t1, 0($a0)
        addiu   $a1, $a1, 4
        sw      $t1, -4($a1)
        subu    $t2, $t0, $a1
        bne     $t2, $zero, 1b
        addiu   $a0, $a0, 4
        jr      $ra
        move    $v0, $zero
copymsg_end:
END(copyoutmsg)

FUNCTION(copymsg_error)
        jr      $ra
        li      $v0, 1
END(copymsg_error)

/* boolean_t copyin(const void *user, void *kernel, vm_size_t size) */
FUNCTION(copyin)
        addu    $v0, $a0, $a2           # no sign anywhere: both ends and the size are below 2^31
        or      $v0, $v0, $a0
        or      $v0, $v0, $a2
.Lcopy: bltz    $v0, copymsg_error
        lui     $t1, %hi(active_threads)
        lw      $t1, %lo(active_threads)($t1)
        lui     $v1, %hi(copy_error)
        addiu   $v1, $v1, %lo(copy_error)
        addiu   $sp, $sp, -CALL_BYTES
        sw      $ra, SAVED_RA($sp)
        sw      $t1, SAVED_THREAD($sp)
        jal     bcopy
        sw      $v1, THREAD_RECOVER($t1)
        lw      $t1, SAVED_THREAD($sp)
        lw      $ra, SAVED_RA($sp)
        sw      $zero, THREAD_RECOVER($t1)
        addiu   $sp, $sp, CALL_BYTES
        jr      $ra
        move    $v0, $zero
END(copyin)

/* boolean_t copyout(const void *kernel, void *user, vm_size_t size) */
FUNCTION(copyout)
        addu    $v0, $a1, $a2
        or      $v0, $v0, $a1
        j       .Lcopy
        or      $v0, $v0, $a2
END(copyout)

FUNCTION(copy_error)
        lw      $t1, SAVED_THREAD($sp)
        lw      $ra, SAVED_RA($sp)
        sw      $zero, THREAD_RECOVER($t1)
        addiu   $sp, $sp, CALL_BYTES
        jr      $ra
        li      $v0, 1
END(copy_error)

/*
 * boolean_t check_memory(const volatile void *address)
 *
 * Reads a word where perhaps no device answers: 1 if none did. Found by the pc, for it is used before
 * there are threads.
 */
FUNCTION(check_memory)
        .globl  check_begin, check_end
check_begin:
        lw      $v0, 0($a0)
        nop
        jr      $ra
        move    $v0, $zero
check_end:
END(check_memory)
