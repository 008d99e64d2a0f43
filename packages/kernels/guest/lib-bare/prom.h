/*
 * The PROM of the DECstation, through its call-back vector (4.4BSD stand/dec_prom.h).
 */
#ifndef PROM_H
#define PROM_H

#include <stdint.h>

/* a2 at entry: a3 is the vector. "DCTF" as a little-endian number. */
#define PROM_MAGIC 0x30464354

void prom_init(uint32_t magic, const void *vector);
/* The PROM's own printf: %d %x %s %c, three arguments at most. */
int prom_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int prom_getchar(void);
const char *prom_getenv(const char *name);
/* 0x82tthhff: CPU type, system type (2 is the 5000/200), firmware and hardware revision. */
uint32_t prom_system_id(void);
/* Fills a bitmap of usable pages; its size in bytes. */
int prom_memory_bitmap(void *map);
/* The kseg1 address of a TURBOchannel slot. */
uintptr_t prom_slot_address(int slot);
void prom_halt(void) __attribute__((noreturn));

#endif
