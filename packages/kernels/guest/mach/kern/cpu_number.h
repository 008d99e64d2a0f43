/* One processor. */
#ifndef KERN_CPU_NUMBER_H
#define KERN_CPU_NUMBER_H

#define NCPUS 1
#define cpu_number() 0

#endif
