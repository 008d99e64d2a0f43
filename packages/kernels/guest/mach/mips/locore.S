/*
 * Entry and exit of exceptions of user mode (Mach 3.0's mips/locore); those of the kernel are in
 * kernel_entry.S. The registers go into the thread's pcb, not all at once: at the entry what it needs
 * and arguments, 12 words; what C may change only for exceptions and interrupts; what C keeps (s0 to
 * s8) for whatever may give up its stack, that is for all but interrupts.
 *
 * Interrupts are off from the exception until C, or TRAP_syscall, lets them in again, and from the
 * last look at need_ast until RFE.
 */
#include <assembly.h>
#include <cp0.h>
#include <mach/traps.h>

#include <mips/layout.h>
#include <mips/save.h>

        .set    noreorder
        .set    noat
        .text

/*
 * A system call. Its number is in v0: one that the task emulates goes to the task's routine, with the
 * number in t0 and where the program goes on in t1; negative ones are the kernel's traps, by
 * mach_trap_table. t registers are the caller's to lose.
 */
FUNCTION(TRAP_syscall)
        user_entry
        bltz    $at, .Lin_delay_slot    # Cause: BD
        addiu   $t1, $k0, 4
.Lagain:
        lui     $t2, %hi(current_dispatch)
        lw      $t2, %lo(current_dispatch)($t2)
        sw      $t1, MSS_PC($k1)
        beq     $t2, $zero, .Lnative
        move    $t0, $v0
        lw      $t3, EML_DISP_MIN($t2)
        lw      $t4, EML_DISP_COUNT($t2)
        subu    $t3, $v0, $t3
        sltu    $t4, $t3, $t4
        beq     $t4, $zero, .Lnative
        sll     $t3, $t3, 2
        addu    $t3, $t3, $t2
        lw      $t3, EML_DISP_VECTOR($t3)
        nop
        beq     $t3, $zero, .Lnative
        nop
        j       TRAP_exception_exit
        sw      $t3, MSS_PC($k1)

.Lnative:
        save_kept $k1
        lw      $t3, MSS_STATUS($k1)
        lw      $t6, MSS_REGISTER(29)($k1)
        subu    $t4, $zero, $v0
        ori     $t5, $t3, ST_IEC                        # interrupts on
        sltiu   $t7, $t4, TRAP_LAST
        mtc0    $t5, C0_STATUS
        beq     $t7, $zero, .Lno_such_trap
        li      $t5, -TRAP_MACH_MSG
        bne     $t4, $t5, .Lby_table
        addiu   $t7, $t6, 64                            # end of what may be read there
        bltz    $t7, .Lbad_stack
        nop
        .globl  syscall_arguments, syscall_arguments_end
syscall_arguments:                                      # a fault from here goes to syscall_bad_stack
        lw      $t3, 16($t6)
        lw      $t4, 20($t6)
        lw      $t5, 24($t6)
        sw      $t3, 16($sp)
        sw      $t4, 20($sp)
        jal     mach_msg_trap
        sw      $t5, 24($sp)

END(TRAP_syscall)

/* The trap has returned v0, on its own stack. */
FUNCTION(TRAP_syscall_return)
        lui     $t0, %hi(current_pcb)   # not k1, as long as there are interrupts
        lw      $t0, %lo(current_pcb)($t0)
        nop
        sw      $v0, MSS_REGISTER(2)($t0)
        lw      $t1, MSS_STATUS($t0)
        nop
        mtc0    $t1, C0_STATUS          # interrupts off
        nop
        nop
/* Falls into it. */
END(TRAP_syscall_return)

/*
 * To user mode, with all but the registers of the entry as they are. Interrupts are off. k0 and k1 are
 * nobody's until RFE.
 */
FUNCTION(TRAP_exception_exit)
        lui     $k0, %hi(need_ast)
        lw      $k0, %lo(need_ast)($k0)
        lui     $k1, %hi(current_pcb)
        lw      $k1, %lo(current_pcb)($k1)
        bne     $k0, $zero, TRAP_ast
        nop
        lw      $k0, MSS_STATUS($k1)
        lw      $at, MSS_REGISTER(1)($k1)
        lw      $v0, MSS_REGISTER(2)($k1)
        lw      $a0, MSS_REGISTER(4)($k1)
        lw      $a1, MSS_REGISTER(5)($k1)
        lw      $a2, MSS_REGISTER(6)($k1)
        lw      $a3, MSS_REGISTER(7)($k1)
        lw      $gp, MSS_REGISTER(28)($k1)
        mtc0    $k0, C0_STATUS
        lw      $k0, MSS_PC($k1)
        lw      $ra, MSS_REGISTER(31)($k1)
        lw      $sp, MSS_REGISTER(29)($k1)
        jr      $k0
        rfe
END(TRAP_exception_exit)

/* There is something to be done before the program goes on: ast_taken(), with all of its registers
 * in the pcb, for it may end in another thread. k1 is the pcb. */
FUNCTION(TRAP_ast)
        save_temporaries $k1
        save_kept $k1
        lui     $sp, %hi(current_kstack)
        lw      $sp, %lo(current_kstack)($sp)
        jal     ast_taken
        nop
        j       thread_exception_return
        nop
END(TRAP_ast)

/* A trap by the table: its function, and how many arguments there are on the program's stack. The
 * number is t4, the program's stack t6. */
FUNCTION(TRAP_syscall_table)
.Lby_table:
        lui     $t5, %hi(mach_trap_table)
        sll     $t4, $t4, TRAP_ENTRY_SHIFT
        addu    $t5, $t5, $t4
        lw      $t4, %lo(mach_trap_table) + TRAP_ARG_COUNT($t5)
        lw      $t5, %lo(mach_trap_table) + TRAP_FUNCTION($t5)
        addiu   $t4, $t4, -4
        blez    $t4, 2f
        sll     $t3, $t4, 2
        bltz    $t7, .Lbad_stack
        addu    $t3, $t6, $t3           # of the last of them, less 12
        move    $t4, $sp
1:      lw      $t7, 16($t6)
        addiu   $t6, $t6, 4
        sw      $t7, 16($t4)
        bne     $t6, $t3, 1b
        addiu   $t4, $t4, 4
syscall_arguments_end:
2:      jalr    $t5
        nop
        j       TRAP_syscall_return
        nop

/* The call was in the delay slot of a branch: C computes where the program goes on, with interrupts
 * on for a while. syscall_branch(pcb): 0 if the branch cannot be read. */
.Lin_delay_slot:
        save_kept $k1
        save_temporaries $k1
        sw      $k0, MSS_PC($k1)
        jal     syscall_branch
        move    $a0, $k1
        lui     $k1, %hi(current_pcb)
        lw      $k1, %lo(current_pcb)($k1)
        beq     $v0, $zero, .Lbad_branch
        move    $t1, $v0
        lw      $v0, MSS_REGISTER(2)($k1)
        lw      $v1, MSS_REGISTER(3)($k1)
        lw      $a0, MSS_REGISTER(4)($k1)
        lw      $a1, MSS_REGISTER(5)($k1)
        lw      $a2, MSS_REGISTER(6)($k1)
        j       .Lagain
        lw      $a3, MSS_REGISTER(7)($k1)
END(TRAP_syscall_table)

/* Numbers that are nobody's, stacks that cannot be read. syscall_no_such(number), syscall_fault(address)
 * end in an exception of the program. */
FUNCTION(TRAP_syscall_wrong)
.Lno_such_trap:
        jal     syscall_no_such
        move    $a0, $v0
        break
        .globl  syscall_bad_stack
syscall_bad_stack:
.Lbad_stack:
        jal     syscall_fault
        move    $a0, $t6
        break
.Lbad_branch:
        lw      $a0, MSS_PC($k1)
        jal     syscall_fault
        nop
        break
END(TRAP_syscall_wrong)

/* A TLB entry of the program's that may not be written yet: tlb_mod(pcb, 1) says if that is settled;
 * else it is a fault like others. */
FUNCTION(TRAP_mod)
        user_entry
        sw      $k0, MSS_PC($k1)
        mfc0    $a0, C0_BADVADDR
        save_temporaries $k1
        sw      $a0, MSS_BADVADDR($k1)
        move    $a0, $k1
        jal     tlb_mod
        li      $a1, 1
        lui     $k1, %hi(current_pcb)
        lw      $k1, %lo(current_pcb)($k1)
        beq     $v0, $zero, 1f
        nop
        restore_temporaries $k1
        j       TRAP_exception_exit
        nop
1:      save_kept $k1
        j       TRAP_generic
        move    $a0, $k1
END(TRAP_mod)

/* Any other exception of a program: trap(pcb). It may end in another thread, or return here. */
FUNCTION(TRAP_exception)
        user_entry
        sw      $k0, MSS_PC($k1)
        mfc0    $a0, C0_BADVADDR
        save_temporaries $k1
        save_kept $k1
        sw      $a0, MSS_BADVADDR($k1)
        move    $a0, $k1
/* Falls into it. */
END(TRAP_exception)
FUNCTION(TRAP_generic)
        jal     trap
        nop
/* Falls into it. */
END(TRAP_generic)

/* The program goes on with all of the registers of its pcb. Nothing of the kernel stack is needed. */
FUNCTION(thread_exception_return)
        lui     $t0, %hi(current_pcb)
        lw      $t0, %lo(current_pcb)($t0)
        nop
        lw      $t0, MSS_STATUS($t0)
        nop
        mtc0    $t0, C0_STATUS          # interrupts off
        nop
        nop
        lui     $k1, %hi(current_pcb)
        lw      $k1, %lo(current_pcb)($k1)
        nop
        restore_temporaries $k1
        restore_kept $k1
        j       TRAP_exception_exit
        nop
END(thread_exception_return)

/* A thread's first way to user mode. */
FUNCTION(thread_bootstrap_return)
        j       thread_exception_return
        nop
END(thread_bootstrap_return)

/* The trap of a thread that has given up its stack returns a0. */
FUNCTION(thread_syscall_return)
        lui     $t1, %hi(current_pcb)
        lw      $t1, %lo(current_pcb)($t1)
        move    $v0, $a0
        restore_kept $t1
        j       TRAP_syscall_return
        nop
END(thread_syscall_return)

/* The function a0 runs on the thread's stack, of which nothing is needed any more. */
FUNCTION(call_continuation)
        lui     $sp, %hi(current_kstack)
        lw      $sp, %lo(current_kstack)($sp)
        jr      $a0
        move    $ra, $zero
END(call_continuation)

/* An interrupt of a program: interrupt(status, cause, pc). */
FUNCTION(TRAP_interrupt)
        user_entry
        sw      $k0, MSS_PC($k1)
        move    $a2, $k0
        move    $a1, $at
        save_temporaries $k1
        lw      $a0, MSS_STATUS($k1)
        jal     interrupt               # interrupts are off when it returns
        nop
        lui     $k1, %hi(current_pcb)
        lw      $k1, %lo(current_pcb)($k1)
        nop
        restore_temporaries $k1
        j       TRAP_exception_exit
        nop
END(TRAP_interrupt)
