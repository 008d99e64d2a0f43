#include "prom.h"

/* Byte offsets in the vector. */
enum {
    PROM_GETCHAR = 0x24,
    PROM_GETENV = 0x64,
    PROM_SLOT_ADDRESS = 0x6c,
    PROM_GETSYSID = 0x80,
    PROM_GETBITMAP = 0x84,
    PROM_HALT = 0x9c,
};

/* Also read by prom_printf (prom-printf.S). */
const char *prom_vector;

/* A function of the vector as a pointer of the given type. */
#define entry(type, offset) (*(type *const *)(prom_vector + (offset)))

typedef int getchar_function(void);
typedef const char *getenv_function(const char *);
typedef uintptr_t slot_function(int);
typedef uint32_t sysid_function(void);
typedef int bitmap_function(void *);
typedef void halt_function(int *, int);

void prom_init(uint32_t magic, const void *vector)
{
    if (magic != PROM_MAGIC)
        for (;;)
            ; /* no way to say so */
    prom_vector = vector;
}

int prom_getchar(void)
{
    return entry(getchar_function, PROM_GETCHAR)();
}

const char *prom_getenv(const char *name)
{
    return entry(getenv_function, PROM_GETENV)(name);
}

uint32_t prom_system_id(void)
{
    return entry(sysid_function, PROM_GETSYSID)();
}

int prom_memory_bitmap(void *map)
{
    return entry(bitmap_function, PROM_GETBITMAP)(map);
}

uintptr_t prom_slot_address(int slot)
{
    return entry(slot_function, PROM_SLOT_ADDRESS)(slot);
}

void prom_halt(void)
{
    entry(halt_function, PROM_HALT)(0, 0);
    for (;;)
        ;
}
