/* Checks, counted by group. */
#ifndef CHECK_H
#define CHECK_H

/* Says where it stands if the condition does not hold. */
#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)

void check(int holds, const char *what, const char *file, int line);

/* The groups. */
void test_arithmetic(void);
void test_strings(void);
void test_memory(void);
void test_numbers(void);
void test_sorting(void);
void test_formats(void);
void test_streams(void);
void test_files(void);
void test_directories(void);
void test_environment(void);
void test_jumps(void);
void test_processes(void);
void test_signals(void);
void test_time(void);
void test_users(void);
void test_terminals(void);

#endif
