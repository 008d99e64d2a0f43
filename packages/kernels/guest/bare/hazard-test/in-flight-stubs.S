/* LWL and LWR merge with the value in flight, if it is for their own register (load-delay.c). */
#include "assembly.h"
#include "cp0.h"

        .set    noreorder
        .set    noat
        .text

        .macro  begin name
FUNCTION(flight_\name)
        move    $v0, $a1
        nop
        .endm

        .macro  end name
        move    $v1, $v0                # the value before all of them
        jr      $ra
        nop
END(flight_\name)
        .endm

        begin   lw_lwl
        lw      $v0, 0($a0)
        lwl     $v0, 4($a0)
        end     lw_lwl

        begin   lwr_lwl
        lwr     $v0, 1($a0)
        lwl     $v0, 4($a0)
        end     lwr_lwl

        begin   lwl_lwr
        lwl     $v0, 4($a0)
        lwr     $v0, 1($a0)
        end     lwl_lwr

        begin   lb_lwr
        lb      $v0, 0($a0)
        lwr     $v0, 6($a0)
        end     lb_lwr

        begin   lw_lwl_lwr
        lw      $v0, 0($a0)
        lwl     $v0, 4($a0)
        lwr     $v0, 7($a0)
        end     lw_lwl_lwr

        begin   mfc0_lwl
        mfc0    $v0, C0_CONTEXT
        lwl     $v0, 4($a0)
        end     mfc0_lwl

/* In flight for another register: not merged. */
FUNCTION(flight_other)
        move    $v0, $a1
        nop
        lw      $v1, 0($a0)
        lwl     $v0, 4($a0)
        nop
        jr      $ra
        nop
END(flight_other)

/* No longer in flight. */
FUNCTION(flight_late)
        move    $v0, $a1
        lw      $v0, 0($a0)
        nop
        lwl     $v0, 4($a0)
        nop
        jr      $ra
        move    $v1, $v0
END(flight_late)
