/* The expressions of test and [, for the program and for the shell's builtin. */
#ifndef TEST_H
#define TEST_H

/* 0 true, 1 false, 2 it is no expression, which has been said on standard error. */
int test_expression(int count, char **arguments);

#endif
