/* Interrupt levels, by the mask in the processor's Status register; higher keeps more out (kn02/spl.S). */
#ifndef UNDER_LEVELS_H
#define UNDER_LEVELS_H

typedef unsigned spl_t; /* what splx sets again */

spl_t spl0(void);
spl_t splsoftclock(void); /* timeouts */
spl_t splbio(void);       /* disks */
spl_t spltty(void);       /* terminals */
spl_t splclock(void);     /* the clock */
spl_t splhigh(void);      /* everything */
void splx(spl_t level);

#endif
