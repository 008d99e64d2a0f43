/* There are no levels: what would be an interrupt waits for the master lock. */
#ifndef UNDER_LEVELS_H
#define UNDER_LEVELS_H

typedef unsigned spl_t;

static inline spl_t spl0(void) { return 0; }
static inline spl_t splsoftclock(void) { return 0; }
static inline spl_t splbio(void) { return 0; }
static inline spl_t spltty(void) { return 0; }
static inline spl_t splclock(void) { return 0; }
static inline spl_t splhigh(void) { return 0; }
static inline void splx(spl_t level) { (void)level; }

#endif
