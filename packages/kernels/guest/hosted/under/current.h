/* Each thread of the server serves a process, and knows whose struct user it acts with. */
#ifndef UNDER_CURRENT_H
#define UNDER_CURRENT_H

struct user;
extern __thread struct user *current_user;

#define current current_user

#endif
