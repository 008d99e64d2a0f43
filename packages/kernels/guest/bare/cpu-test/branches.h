/* What the functions of branch-stubs.S return. */
#ifndef BRANCHES_H
#define BRANCHES_H

#define DELAY_SLOT 1 /* the delay slot was executed */
#define NOT_TAKEN 2  /* what stands behind it, too */
#define TAKEN_BACK 4
#define LINK_SHIFT 8 /* above: bytes from the function's beginning to the return address */
/* where a branch of these functions links to: behind the delay slot, the sixth and seventh word */
#define BRANCH_LINK 24
#define JAL_LINK 16
#define JALR_LINK 20

#endif
