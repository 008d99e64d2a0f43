/* tlb-test: entries by themselves, and the parts of the test. */
#ifndef TLB_H
#define TLB_H

#include <stdint.h>

#include "cp0.h"

/* Writes and reads an entry. EntryHi is left as it was. */
void tlb_write(unsigned index, uint32_t hi, uint32_t lo);
void tlb_read(unsigned index, uint32_t *hi, uint32_t *lo);
/* The index of the entry that matches a VPN and an ASID, or -1. */
int tlb_probe(uint32_t hi);
/* Changes the entry of a page, if there is one. */
void tlb_update(uint32_t hi, uint32_t lo);
/* Makes all entries match nothing. */
void tlb_empty(void);

#define asid(n) ((uint32_t)(n) << HI_ASID_SHIFT)

/* A page in kuseg and one in kseg2, in no linear page table. */
#define USER_PAGE 0x01234000
#define KERNEL_PAGE 0xd5678000

/* Exceptions at the vector of misses in kuseg since utlb_probe was put there. */
extern volatile uint32_t utlb_count;
extern const char utlb_probe[], utlb_probe_end[];

void test_entries(void);
void test_probe(void);
void test_random(void);
void test_translation(void);
void test_exceptions(void);
void test_spaces(void);

#endif
