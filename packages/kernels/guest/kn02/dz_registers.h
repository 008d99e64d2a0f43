/* Bits of the DC7085 that lib-bare/board.h does not name. Source: Mach 3.0 chips/dz_7085.h. */
#ifndef DZ_REGISTERS_H
#define DZ_REGISTERS_H

#include <lib-bare/board.h>

#define DZ_RDONE 0x0080      /* CSR: a character has come */
#define DZ_VALID 0x8000      /* RBUF: this is one */
#define DZ_OVERRUN 0x4000
#define DZ_FRAMING 0x2000
#define DZ_PARITY 0x1000
#define DZ_CHARACTER 0x00ff
#define DZ_RECEIVED(rbuf) (((rbuf) >> 8) & 3) /* its line */
#define DZ_LINES 4
#define DZ_LINE_BITS 0x000f  /* TCR: lines that may send */
#define LPR_RECEIVE 0x1000
#define LPR_8_BITS 0x0018
#define LPR_SPEED_SHIFT 8

#endif
