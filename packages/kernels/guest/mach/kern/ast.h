/*
 * Asynchronous traps (Mach 3.0's kern/ast.h): reasons for a thread to pass through ast_taken() before
 * it goes to user mode.
 */
#ifndef KERN_AST_H
#define KERN_AST_H

#define AST_ZILCH 0x0
#define AST_HALT 0x1      /* of a thread: halt */
#define AST_TERMINATE 0x2
#define AST_BLOCK 0x4     /* of the processor: another thread should run */
#define AST_RAS 0x8       /* it was interrupted where it may have to begin again */
#define AST_PER_THREAD (AST_HALT | AST_TERMINATE)

extern volatile int need_ast[1]; /* looked at by the way out to user mode */

void ast_init(void);
void ast_taken(void);
void ast_check(void); /* should the running thread give way? */

#define ast_needed(cpu) need_ast[cpu]
#define ast_on(cpu, reasons) (need_ast[cpu] |= (reasons))
#define ast_off(cpu, reasons) (need_ast[cpu] &= ~(reasons))
/* Another thread becomes current: its reasons, and none of the old one's. */
#define ast_context(thread, cpu) \
    (need_ast[cpu] = (need_ast[cpu] & ~AST_PER_THREAD) | (thread)->ast)
#define ast_propagate(thread, cpu) ast_on(cpu, (thread)->ast)
#define thread_ast_set(thread, reason) ((thread)->ast |= (reason))
#define thread_ast_clear(thread, reason) ((thread)->ast &= ~(reason))

#endif
