/* Where the server begins to be the personality. */
#ifndef SERVER_MAIN_H
#define SERVER_MAIN_H

/* Process 1 executes arguments[0], with these arguments, NULL at the end. */
_Noreturn void server_main(const char *const *arguments);

#endif
