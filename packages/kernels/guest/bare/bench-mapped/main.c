/*
 * bench-mapped: the work of bench as a user program in mapped memory, of which the TLB holds a part
 * at a time.
 */
#include "page-table.h"
#include "print.h"
#include "syscall.h"
#include "work.h"

static void system_call(struct frame *frame)
{
    uint32_t *registers = frame->registers;

    switch (registers[REG_V0]) {
    case SYS_EXIT:
        leave_user(registers[REG_A0]);
    case SYS_REPORT:
        print("%s %08x\n", work_names[registers[REG_A0] % WORK_COUNT], registers[REG_A1]);
        break;
    default:
        panic("system call %u\n", registers[REG_V0]);
    }
    frame->epc += 4;
}

int main(void)
{
    page_table_init();
    exception_handlers[EXC_SYS] = system_call;
    load_user(&spaces[1]);
    switch_space(&spaces[1]);
    uint32_t count = enter_user(USER_ENTRY, USER_STACK, 0, ST_KUP);
    print("bench-mapped: %u programs, %s\n", count, table_refills > 0 ? "done" : "no refills");
    return 0;
}
