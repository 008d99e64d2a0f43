/*
 * System calls by number, past the library, which may look at arguments itself. On MIPS: number in
 * v0, arguments in a0 to a3 and at 16(sp); a3 tells errors. On the host, the hosted library's
 * entry.
 */
#include "suite.h"

long unseen(long value)
{
    static volatile long kept;

    kept = value;
    return kept;
}

#if defined(__GLIBC__)

long raw(long number, long a, long b, long c, long d, long e)
{
    return syscall(number, a, b, c, d, e);
}

#elif defined(__mips__)

long raw(long number, long a, long b, long c, long d, long e)
{
    register long v0 __asm__("$2") = number;
    register long a0 __asm__("$4") = a;
    register long a1 __asm__("$5") = b;
    register long a2 __asm__("$6") = c;
    register long a3 __asm__("$7") = d;

    __asm__ volatile("addiu $29, $29, -24\n\tsw %5, 16($29)\n\tsyscall\n\taddiu $29, $29, 24"
                     : "+r"(v0), "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3)
                     : "r"(e)
                     : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24",
                       "$25",
                       "memory");
    if (a3 == 0)
        return v0;
    errno = v0;
    return -1;
}

#elif defined(__x86_64__)

long raw(long number, long a, long b, long c, long d, long e)
{
    register long r8 __asm__("r8") = e;
    char failed;

    __asm__ volatile("call _system_call\n\tsetc %1"
                     : "+a"(number), "=&q"(failed), "+D"(a), "+S"(b), "+d"(c), "+c"(d), "+r"(r8)
                     :
                     : "memory", "cc");
    if (!failed)
        return number;
    errno = number;
    return -1;
}

#else
#error "raw.c: how are system calls made here?"
#endif
