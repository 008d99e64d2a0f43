/* There is one process, and this is its u-area. */
#ifndef UNDER_CURRENT_H
#define UNDER_CURRENT_H

extern struct user the_user;
#define current (&the_user)

#endif
