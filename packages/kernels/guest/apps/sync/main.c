/* sync: has everything that is delayed written to the disks. */
#include <unistd.h>

int main(void)
{
    sync();
    return 0;
}
