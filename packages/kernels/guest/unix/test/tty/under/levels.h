/* Levels are only counted: "interrupts" come where a test calls them. */
#ifndef UNDER_LEVELS_H
#define UNDER_LEVELS_H

typedef unsigned spl_t;

spl_t spl0(void);
spl_t splsoftclock(void);
spl_t splbio(void);
spl_t spltty(void);
spl_t splclock(void);
spl_t splhigh(void);
void splx(spl_t level);

#endif
