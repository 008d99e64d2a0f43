/* The serial line by interrupts: the transmitter asks for each character, as 4.4BSD dev/dc.c has it. */
#include "board.h"
#include "check.h"
#include "interrupts.h"
#include "string.h"

static const char text[] = "sent by interrupts\r\n";
static volatile unsigned sent, interrupts, wrong_line;

static void transmit(void)
{
    interrupts++;
    if (DZ_LINE(board16(DZ_CSR)) != DZ_CONSOLE)
        wrong_line++;
    if (text[sent] != '\0')
        board16(DZ_TDR) = (uint8_t)text[sent++];
    else
        board16(DZ_TCR) &= ~(1 << DZ_CONSOLE);
}

static void enable_lines(uint32_t lines)
{
    uint32_t csr = board32(BOARD_CSR) & CSR_WRITABLE & ~(CSR_IOINT << CSR_IOINTEN_SHIFT);

    board32(BOARD_CSR) = csr | lines << CSR_IOINTEN_SHIFT;
}

static int pending(uint32_t line)
{
    for (int i = 0; i < PATIENCE / 100; i++)
        if (board32(BOARD_CSR) & line)
            return 1;
    return 0;
}

/* The last character is ready to be followed before it is on the line: two ticks are more than it takes. */
static void drain(void)
{
    clock_start(RATE_64HZ);
    spl0();
    idle();
    idle();
    splhigh();
    clock_stop();
}

void test_serial(void)
{
    const uint32_t line = 1 << SLOT_DZ;

    check_group("serial line");
    write_c0(C0_STATUS, 0);
    serial_handler = transmit;
    enable_lines(0);
    board16(DZ_CSR) = DZ_MSE | DZ_TIE;
    board16(DZ_LPR) = LPR_9600_8N | DZ_CONSOLE;
    board16(DZ_TCR) |= 1 << DZ_CONSOLE;
    check("board has it", 0, pending(line), 1);
    check("processor has not", 0, read_c0(C0_CAUSE) & IM_BOARD, 0);
    enable_lines(line);
    check("now it has", 0, read_c0(C0_CAUSE) & IM_BOARD, IM_BOARD);
    enable_lines(CSR_IOINT & ~line);
    check("other lines", 0, read_c0(C0_CAUSE) & IM_BOARD, 0);
    enable_lines(line);

    spl0();
    for (int i = 0; i < PATIENCE && (board16(DZ_TCR) & 1 << DZ_CONSOLE); i++)
        ;
    splhigh();
    check("sent", 0, sent, strlen(text));
    check("interrupts", 0, interrupts, strlen(text) + 1);
    check("line", 0, wrong_line, 0);
    check("quiet", 0, board32(BOARD_CSR) & line, 0);
    check("processor, too", 0, read_c0(C0_CAUSE) & IM_BOARD, 0);
    board16(DZ_CSR) = DZ_MSE;
    enable_lines(0);
    drain();
    board16(DZ_CSR) = 0;
}
