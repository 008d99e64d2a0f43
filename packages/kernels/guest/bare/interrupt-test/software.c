/* Software's interrupts: asked for at a high level, taken at a low one, the handlers in their order. */
#include "check.h"
#include "interrupts.h"

static unsigned order;

static void first(void)
{
    order = order << 4 | 1;
}

static void second(void)
{
    order = order << 4 | 2;
}

void test_software(void)
{
    check_group("software interrupts");
    software_handlers[0] = first;
    software_handlers[1] = second;
    for (unsigned asked = 0; asked < 4; asked++) {
        order = 0;
        write_c0(C0_STATUS, 0);
        write_c0(C0_CAUSE, asked << 8);
        spl0();
        check("both", asked, order, (const unsigned[]){ 0, 1, 2, 0x12 }[asked]);
        splhigh();
        order = 0;
        write_c0(C0_CAUSE, asked << 8);
        check("held", asked, order, 0);
        write_c0(C0_STATUS, IM_SOFT1 | ST_IEC);
        check("second", asked, order, asked & 2 ? 2 : 0);
        write_c0(C0_STATUS, IM_SOFT0 | ST_IEC);
        check("first", asked, order, (const unsigned[]){ 0, 1, 2, 0x21 }[asked]);
        write_c0(C0_STATUS, 0);
    }
}
