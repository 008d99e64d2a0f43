/* Numbers of coprocessor 0 at which the R3000 has no register read 0. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "hazards.h"

#define REGISTERS 32
#define USED 0x0000fd17 /* Index Random EntryLo Context BadVAddr EntryHi Status Cause EPC PRId */

void test_unused_registers(void)
{
    check_group("unused registers");
    for (unsigned n = 0; n < REGISTERS; n++) {
        if (USED >> n & 1)
            continue;
        execute(ALONE, coprocessor_form(0, C_MT, R_A0, n), 0xffffffff, 0);
        check("", n, execute(ALONE, coprocessor_form(0, C_MF, R_V0, n), 0, 0), 0);
    }
}
