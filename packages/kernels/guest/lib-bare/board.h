/*
 * Devices of the DECstation 5000/200 ("KN02"), at their kseg1 addresses.
 * Source: Mach 3.0 mips/PMAX/kn02.h; 4.4BSD sys/pmax/include/dc7085cons.h and pmax/clockreg.h.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#define board32(address) (*(volatile uint32_t *)(address))
#define board16(address) (*(volatile uint16_t *)(address))
#define board8(address) (*(volatile uint8_t *)(address))

/* Control and status */
#define BOARD_CSR 0xbff00000
#define CSR_IOINT 0x000000ff    /* lines that ask: bit n is slot n */
#define CSR_IOINTEN_SHIFT 16    /* their enables */
#define CSR_CORRECT 0x00002000  /* ECC correction on */
#define CSR_WRITABLE 0x00ffff00 /* what a read-modify-write keeps */
#define SLOT_SCSI 5
#define SLOT_DZ 7

/* DC7085, four serial lines: 16-bit registers */
#define DZ_CSR 0xbfe00000
#define DZ_RBUF 0xbfe00008 /* read */
#define DZ_LPR 0xbfe00008  /* write */
#define DZ_TCR 0xbfe00010
#define DZ_TDR 0xbfe00018 /* write */
#define DZ_TRDY 0x8000
#define DZ_TIE 0x4000
#define DZ_LINE(csr) (((csr) >> 8) & 3)
#define DZ_RIE 0x0040
#define DZ_MSE 0x0020
#define DZ_CLR 0x0010
#define DZ_CONSOLE 3 /* the line of the serial console */
#define LPR_9600_8N (0x1000 | 0x0e00 | 0x18) /* receiver on, 9600 bit/s, 8 bit, no parity */

/* MC146818, the clock: byte registers, one a word */
#define RTC_REGISTER(n) (0xbfe80000 + 4 * (n))
#define RTC_A RTC_REGISTER(10)
#define RTC_B RTC_REGISTER(11)
#define RTC_C RTC_REGISTER(12)
#define RTC_D RTC_REGISTER(13)
#define RTC_A_32KHZ 0x20 /* divider of the 32768 Hz crystal */
#define RTC_B_SET 0x80
#define RTC_B_PIE 0x40 /* periodic interrupts */
#define RTC_B_BINARY 0x04
#define RTC_B_24H 0x02
#define RTC_C_IRQ 0x80
#define RTC_C_PF 0x40
#define RTC_D_VALID 0x80

/* Addresses at which there is nothing: the reserved slots of TURBOchannel */
#define EMPTY_SLOT 0xbec00000 /* slot 3 */

#endif
