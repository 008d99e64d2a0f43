/*
 * Zones: memory for objects of one size (Mach 3.0's kern/zalloc.h). Free elements are in a list; when
 * there are none, a page is taken from the free pages, and cut up. Pages are reached through kseg0.
 */
#ifndef KERN_ZALLOC_H
#define KERN_ZALLOC_H

#include <kern/lock.h>
#include <mach/vm_types.h>

typedef struct zone {
    int count;                 /* elements in use */
    vm_offset_t free_elements; /* the first word of each is the next */
    vm_size_t cur_size;        /* bytes in all */
    vm_size_t max_size;
    vm_size_t elem_size;
    vm_size_t alloc_size;      /* bytes that are added at a time: one page */
    const char *zone_name;
    unsigned doing_alloc : 1, exhaustible : 1, collectable : 1, sleepable : 1, expandable : 1;
    lock_data_t complex_lock_data;
    struct zone *next_zone;
} *zone_t;

#define ZONE_NULL ((zone_t)0)

/* max: bytes that it may have. alloc and pageable are Mach's, and not looked at: always one page. */
zone_t zinit(vm_size_t size, vm_size_t max, vm_size_t alloc, boolean_t pageable, const char *name);
/* Waits for a page if there is none; 0: an exhaustible zone is at its maximum. */
vm_offset_t zalloc(zone_t zone);
vm_offset_t zget(zone_t zone);    /* 0 instead of waiting */
void zfree(zone_t zone, vm_offset_t element);
void zcram(zone_t zone, vm_offset_t memory, vm_size_t size);
void zcollectable(zone_t zone);
void zchange(zone_t zone, boolean_t pageable, boolean_t sleepable, boolean_t exhaustible,
             boolean_t collectable);
void zone_bootstrap(void); /* after vm_page_bootstrap() */
void zone_init(void);
void consider_zone_gc(void); /* memory is short: pages that hold nothing are given back */

/* One page of memory for good, through kseg0; 0: there is none now. */
vm_offset_t zone_page_alloc(void);

#endif
