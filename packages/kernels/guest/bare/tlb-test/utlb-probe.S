/* Counts misses in kuseg by the vector at which they come, and goes on as any other exception. */
#include "assembly.h"

        .set    noreorder
        .set    noat
        .text
FUNCTION(utlb_probe)
        lui     $k0, %hi(utlb_count)
        lw      $k1, %lo(utlb_count)($k0)
        nop
        addiu   $k1, $k1, 1
        sw      $k1, %lo(utlb_count)($k0)
        lui     $k0, %hi(exception_entry)
        addiu   $k0, $k0, %lo(exception_entry)
        jr      $k0
        nop
END(utlb_probe)
        .globl  utlb_probe_end
utlb_probe_end:
