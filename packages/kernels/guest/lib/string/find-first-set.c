/* ffs: the number of the lowest bit that is set, from 1; 0 if none is. */
#include <strings.h>

int ffs(int bits)
{
    unsigned rest = bits;
    int number = 1;

    if (rest == 0)
        return 0;
    for (; (rest & 1) == 0; rest >>= 1)
        number++;
    return number;
}
