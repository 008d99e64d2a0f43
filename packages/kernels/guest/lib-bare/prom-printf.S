/*
 * int prom_printf(const char *format, ...): goes to the PROM's printf with its arguments as they are.
 */
#include "assembly.h"

#define PROM_PRINTF 0x30        /* byte offset in the vector */

        .set    noreorder
        .text
FUNCTION(prom_printf)
        lw      $t0, prom_vector
        nop
        lw      $t0, PROM_PRINTF($t0)
        nop
        jr      $t0
        nop
END(prom_printf)
