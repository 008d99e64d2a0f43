/* Doing tests one after the other, and counting. */
#ifndef RUNNER_H
#define RUNNER_H

struct test;

extern const char *runner_directory; /* where scratch directories go */
extern int runner_is_verbose;

void runner_start(void);
void runner_do(const struct test *test);
int runner_end(void); /* says the last line; how many have failed */

#endif
