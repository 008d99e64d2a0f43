/*
 * Blocks of memory. These are leaves that use no stack: a copy from or to a program may be given up in
 * the midst of them (copy.S).
 */
#include <assembly.h>

        .set    noreorder
        .text

/* Below this a block is moved by bytes. */
#define SMALL 12

/* Bytes that a turn of bcopy moves. */
#define TURN 32

/*
 * void bcopy(const void *from, void *to, size_t bytes)
 *
 * The blocks may overlap. Words, if both have the same alignment, eight a turn; else words are put
 * together from two loads. How much work a word is follows from Chen's profile of gcc on Ultrix
 * (CMU-CS-93-188, Table 2-5): bcopy executed 642,095 instructions in a run whose uncached reads alone,
 * about 244,000 words from the disk's controller, went through it: under 2.7 a word.
 */
FUNCTION(bcopy)
        addu    $t0, $a0, $a2
        sltu    $t1, $a0, $a1           # `to` within the block `from`: from the end
        sltu    $t2, $a1, $t0
        and     $t1, $t1, $t2
        bne     $t1, $zero, 8f
        slti    $t2, $a2, SMALL
        bne     $t2, $zero, 4f
        xor     $v0, $a0, $a1
        andi    $v0, $v0, 3
        subu    $t3, $zero, $a1         # bytes to the first word of `to`
        bne     $v0, $zero, 6f
        andi    $t3, $t3, 3
        beq     $t3, $zero, 1f
        subu    $a2, $a2, $t3
        lwr     $v0, 0($a0)
        addu    $a0, $a0, $t3
        swr     $v0, 0($a1)
        addu    $a1, $a1, $t3
1:      andi    $t0, $a2, TURN - 1      # bytes behind the last turn
        subu    $a3, $a2, $t0
        beq     $a3, $zero, 9f
        move    $a2, $t0
        addu    $a3, $a0, $a3
2:      lw      $v0, 0($a0)
        lw      $v1, 4($a0)
        lw      $t0, 8($a0)
        lw      $t1, 12($a0)
        lw      $t2, 16($a0)
        lw      $t3, 20($a0)
        lw      $t4, 24($a0)
        lw      $t5, 28($a0)
        addiu   $a0, $a0, TURN
        sw      $v0, 0($a1)
        sw      $v1, 4($a1)
        sw      $t0, 8($a1)
        sw      $t1, 12($a1)
        sw      $t2, 16($a1)
        sw      $t3, 20($a1)
        sw      $t4, 24($a1)
        sw      $t5, 28($a1)
        bne     $a0, $a3, 2b
        addiu   $a1, $a1, TURN
9:      andi    $t0, $a2, 3             # bytes behind the last word
        subu    $a3, $a2, $t0
        beq     $a3, $zero, 4f
        move    $a2, $t0
        addu    $a3, $a0, $a3
2:      lw      $v0, 0($a0)
        addiu   $a0, $a0, 4
        sw      $v0, 0($a1)
        bne     $a0, $a3, 2b
        addiu   $a1, $a1, 4
4:      blez    $a2, 5f                 # by bytes
        addu    $a3, $a0, $a2
3:      lb      $v0, 0($a0)
        addiu   $a0, $a0, 1
        sb      $v0, 0($a1)
        bne     $a0, $a3, 3b
        addiu   $a1, $a1, 1
5:      jr      $ra
        nop

6:      beq     $t3, $zero, 7f          # `to` to a word, then words put together
        subu    $a2, $a2, $t3
        lwr     $v0, 0($a0)
        lwl     $v0, 3($a0)
        addu    $a0, $a0, $t3
        swr     $v0, 0($a1)
        addu    $a1, $a1, $t3
7:      andi    $t0, $a2, 3
        subu    $a3, $a2, $t0
        move    $a2, $t0
        addu    $a3, $a0, $a3
1:      lwr     $v0, 0($a0)
        lwl     $v0, 3($a0)
        addiu   $a0, $a0, 4
        sw      $v0, 0($a1)
        bne     $a0, $a3, 1b
        addiu   $a1, $a1, 4
        b       4b
        nop

8:      move    $a3, $a0                # backwards: a0 and a1 at the ends
        move    $a0, $t0
        addu    $a1, $a1, $a2
        slti    $t2, $a2, SMALL
        bne     $t2, $zero, 4f
        xor     $v0, $a0, $a1
        andi    $v0, $v0, 3
        bne     $v0, $zero, 4f
        andi    $t3, $a1, 3             # bytes behind the last word
        beq     $t3, $zero, 2f
        subu    $t1, $a0, $t3
1:      lb      $v0, -1($a0)
        addiu   $a0, $a0, -1
        sb      $v0, -1($a1)
        bne     $a0, $t1, 1b
        addiu   $a1, $a1, -1
2:      subu    $t0, $a0, $a3           # words, as many as there are
        andi    $t0, $t0, 3
        addu    $t0, $a3, $t0
3:      lw      $v0, -4($a0)
        addiu   $a0, $a0, -4
        sw      $v0, -4($a1)
        bne     $a0, $t0, 3b
        addiu   $a1, $a1, -4
4:      beq     $a0, $a3, 6f            # by bytes
        nop
5:      lb      $v0, -1($a0)
        addiu   $a0, $a0, -1
        sb      $v0, -1($a1)
        bne     $a0, $a3, 5b
        addiu   $a1, $a1, -1
6:      jr      $ra
        nop
END(bcopy)

/* void bzero(void *at, size_t bytes) */
FUNCTION(bzero)
        slti    $t0, $a1, SMALL
        bne     $t0, $zero, 3f
        subu    $t3, $zero, $a0         # bytes to the first word
        andi    $t3, $t3, 3
        beq     $t3, $zero, 1f
        subu    $a1, $a1, $t3
        swr     $zero, 0($a0)
        addu    $a0, $a0, $t3
1:      andi    $t0, $a1, 3
        subu    $a3, $a1, $t0
        move    $a1, $t0
        addu    $a3, $a0, $a3
2:      addiu   $a0, $a0, 4
        bne     $a0, $a3, 2b
        sw      $zero, -4($a0)
3:      blez    $a1, 5f
        addu    $a3, $a0, $a1
4:      addiu   $a0, $a0, 1
        bne     $a0, $a3, 4b
        sb      $zero, -1($a0)
5:      jr      $ra
        nop
END(bzero)

/* int bcmp(const void *a, const void *b, size_t bytes): 0 if they are equal. */
FUNCTION(bcmp)
        slti    $t0, $a2, SMALL
        bne     $t0, $zero, 3f
        or      $v0, $a0, $a1
        andi    $v0, $v0, 3
        bne     $v0, $zero, 3f
        andi    $t0, $a2, 3
        subu    $a3, $a2, $t0
        addu    $a3, $a0, $a3
1:      lw      $v0, 0($a0)
        lw      $v1, 0($a1)
        addiu   $a0, $a0, 4
        bne     $v0, $v1, 6f
        addiu   $a1, $a1, 4
        bne     $a0, $a3, 1b
        nop
        move    $a2, $t0
3:      blez    $a2, 5f
        addu    $a3, $a0, $a2
4:      lbu     $v0, 0($a0)
        lbu     $v1, 0($a1)
        addiu   $a0, $a0, 1
        bne     $v0, $v1, 6f
        addiu   $a1, $a1, 1
        bne     $a0, $a3, 4b
        nop
5:      jr      $ra
        move    $v0, $zero
6:      jr      $ra
        li      $v0, 1
END(bcmp)

/* void page_copy(const void *from, void *to): a page of 4096 bytes, four words a turn. */
FUNCTION(page_copy)
        addiu   $a2, $a0, 4096
1:      lw      $t0, 0($a0)
        lw      $t1, 4($a0)
        lw      $t2, 8($a0)
        lw      $t3, 12($a0)
        sw      $t0, 0($a1)
        sw      $t1, 4($a1)
        sw      $t2, 8($a1)
        addiu   $a0, $a0, 16
        sw      $t3, 12($a1)
        bne     $a0, $a2, 1b
        addiu   $a1, $a1, 16
        jr      $ra
        nop
END(page_copy)

/* void page_zero(void *at): a page of 4096 bytes, four words a turn. */
FUNCTION(page_zero)
        addiu   $a1, $a0, 4096
1:      sw      $zero, 0($a0)
        sw      $zero, 4($a0)
        sw      $zero, 8($a0)
        sw      $zero, 12($a0)
        addiu   $a0, $a0, 16
        bne     $a0, $a1, 1b
        nop
        jr      $ra
        nop
END(page_zero)
