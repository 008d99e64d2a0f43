/* What every program has: errno, the environment, its arguments. */
#include <errno.h>
#include <unistd.h>

#include "system.h"

int errno;
char **environ;
char **_program_arguments;
