/* Where stubs end when the call has failed: errno is v0, and -1 is returned. */
#include "assembly.h"

        .set    noreorder
FUNCTION(_system_call_failed)
        lui     $t0, %hi(errno)
        sw      $v0, %lo(errno)($t0)
        jr      $ra
        li      $v0, -1
END(_system_call_failed)
