/* What an exception saves: offsets for the assembly, a structure for C. */
#ifndef FRAME_H
#define FRAME_H

#define FRAME_REGISTER(number) (16 + 4 * (number)) /* behind o32's argument area */
#define FRAME_LO 144
#define FRAME_HI 148
#define FRAME_STATUS 152
#define FRAME_CAUSE 156
#define FRAME_EPC 160
#define FRAME_BADVADDR 164
#define FRAME_BYTES 168

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct frame {
    uint32_t arguments[4];
    uint32_t registers[32]; /* [0] is unused; k0 is not saved */
    uint32_t lo, hi, status, cause, epc, badvaddr;
};

_Static_assert(offsetof(struct frame, epc) == FRAME_EPC, "frame.h: offsets");
_Static_assert(sizeof(struct frame) == FRAME_BYTES, "frame.h: size");

/* Numbers of registers that C code looks at. */
enum { REG_V0 = 2, REG_V1 = 3, REG_A0 = 4, REG_A1 = 5, REG_A2 = 6, REG_A3 = 7, REG_K1 = 27, REG_SP = 29, REG_RA = 31 };
#endif

#endif
