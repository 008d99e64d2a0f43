/* Assertions are not in a kernel as it was shipped (MACH_ASSERT 0): they check nothing, and cost nothing. */
#ifndef KERN_ASSERT_H
#define KERN_ASSERT_H

#define assert(condition) ((void)sizeof(condition))

#endif
