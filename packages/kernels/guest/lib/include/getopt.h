/* getopt is in unistd.h. */
#include <unistd.h>
