/* The u-area of the process that runs is mapped at one address in kseg2, for every process its own. */
#ifndef UNDER_CURRENT_H
#define UNDER_CURRENT_H

#define U_AREA 0xffffc000u /* two pages: struct user, then the kernel stack, growing down to it */
#define U_PAGES 2

#define current ((struct user *)U_AREA)

#endif
