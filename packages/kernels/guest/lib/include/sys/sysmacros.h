/* major, minor and makedev are in abi/types.h. */
#include <sys/types.h>
