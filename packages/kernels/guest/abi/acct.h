/* Records of accounting, one for each process that has ended, as 4.3BSD writes them. */
#ifndef ABI_ACCT_H
#define ABI_ACCT_H

#include <abi/types.h>

/* A number in 13 bits, times 8 to the power of the 3 bits above them. */
typedef uint16_t comp_t;

#define AHZ 64 /* units of the times, a second */

struct acct {
    char ac_comm[10]; /* the program's name */
    comp_t ac_utime;
    comp_t ac_stime;
    comp_t ac_etime;  /* from its beginning to its end */
    uint16_t ac_pad;
    time_t ac_btime;  /* when it began */
    uid_t ac_uid;
    gid_t ac_gid;
    uint16_t ac_mem;  /* KB in the mean */
    comp_t ac_io;     /* blocks moved */
    dev_t ac_tty;     /* its terminal; all ones: none */
    uint8_t ac_flag;
    uint8_t ac_spare[3];
};

/* ac_flag */
#define AFORK 0x01 /* forked, but did not exec */
#define ASU 0x02   /* used the superuser's rights */
#define ACORE 0x08 /* would have left a core file */
#define AXSIG 0x10 /* killed by a signal */

#endif
