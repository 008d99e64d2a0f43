/* Accounting of processes. */
#ifndef SYS_ACCT_H
#define SYS_ACCT_H

#include <abi/acct.h>
#include <sys/types.h>

#endif
