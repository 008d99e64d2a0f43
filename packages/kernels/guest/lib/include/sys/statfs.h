/* statfs is in sys/stat.h. */
#include <sys/stat.h>
