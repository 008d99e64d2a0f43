/* Copies between memory and the SCSI controller's own (asc_copy.c). */
#ifndef KN02_ASC_COPY_H
#define KN02_ASC_COPY_H

#include <stdint.h>

void asc_copy_in(const volatile uint32_t *from, void *to, unsigned bytes);
void asc_copy_out(const void *from, volatile uint32_t *to, unsigned bytes);

#endif
