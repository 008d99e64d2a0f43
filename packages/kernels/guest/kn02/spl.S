/*
 * Interrupt levels, as masks in Status: what 4.4BSD and Mach have on this board (kn02.md, 9).
 * Each returns what splx takes, the mask and IEc as they were; all but spl0 and splx only raise.
 *
 *      IP0 callouts | IP2 disks, serial lines | IP3 clock | IP5 memory errors
 */
#include <assembly.h>
#include <cp0.h>

#define LEVEL (ST_IM | ST_IEC)
#define IM_SOFT 0x0300
#define IM_BOARD 0x0400
#define IM_CLOCK 0x0800

        .set    noreorder
        .text

/* Clears the bits `off`, which fit into 16 bits unsigned, of Status. */
        .macro  raise off
        mfc0    $v1, C0_STATUS
        li      $t0, ~(\off)
        and     $t0, $v1, $t0
        mtc0    $t0, C0_STATUS
        jr      $ra
        andi    $v0, $v1, LEVEL
        .endm

/* spl_t spl0(void): everything may interrupt. */
FUNCTION(spl0)
        mfc0    $v1, C0_STATUS
        nop
        ori     $t0, $v1, LEVEL
        mtc0    $t0, C0_STATUS
        jr      $ra
        andi    $v0, $v1, LEVEL
END(spl0)

/* spl_t splsoftclock(void) */
FUNCTION(splsoftclock)
        raise   IM_SOFT
END(splsoftclock)

/* spl_t splbio(void) */
FUNCTION(splbio)
        raise   IM_SOFT | IM_BOARD
END(splbio)

/* spl_t spltty(void) */
FUNCTION(spltty)
        raise   IM_SOFT | IM_BOARD
END(spltty)

/* spl_t splclock(void) */
FUNCTION(splclock)
        raise   IM_SOFT | IM_BOARD | IM_CLOCK
END(splclock)

/* spl_t splhigh(void) */
FUNCTION(splhigh)
        raise   ST_IEC
END(splhigh)

/* void splx(spl_t level): as it was before. */
FUNCTION(splx)
        mfc0    $v1, C0_STATUS
        li      $t0, ~LEVEL
        and     $v1, $v1, $t0
        andi    $a0, $a0, LEVEL
        or      $v1, $v1, $a0
        mtc0    $v1, C0_STATUS
        jr      $ra
        nop
END(splx)

/* void softclock_request(void): the software interrupt of callouts is wanted. */
FUNCTION(softclock_request)
        mfc0    $v1, C0_CAUSE
        nop
        ori     $v1, $v1, CAUSE_SW0
        mtc0    $v1, C0_CAUSE
        jr      $ra
        nop
END(softclock_request)

/* void softclock_taken(void): and has come. */
FUNCTION(softclock_taken)
        mfc0    $v1, C0_CAUSE
        li      $t0, ~CAUSE_SW0
        and     $v1, $v1, $t0
        mtc0    $v1, C0_CAUSE
        jr      $ra
        nop
END(softclock_taken)
