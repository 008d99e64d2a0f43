/* Memory of the host, which it need not have before it is used. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "host.h"

void *host_memory(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0);

    return at == MAP_FAILED ? NULL : at;
}
