/*
 * Physical maps: what machine-independent memory asks of the machine (Mach 3.0's vm/pmap.h). A pmap is
 * a cache of a task's translations: what it has can be taken away at any time, but for wired pages, for
 * vm_fault() puts it back.
 *
 * Physical addresses are those of whole pages unless said otherwise.
 */
#ifndef VM_PMAP_H
#define VM_PMAP_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/vm_attributes.h>
#include <mach/vm_param.h>
#include <mach/vm_prot.h>
#include <mips/pmap.h>

#define PMAP_NULL ((pmap_t)0)

extern pmap_t kernel_pmap;

/* ---- the start ---- */
void pmap_bootstrap(void);
vm_offset_t pmap_steal_memory(vm_size_t bytes); /* kseg0; zeroed; never given back */
unsigned pmap_free_pages(void);
void pmap_startup(vm_offset_t *start, vm_offset_t *end); /* gives all pages that are left to vm_page */
void pmap_init(void);

/* ---- pmaps ---- */
pmap_t pmap_create(vm_size_t size); /* of size 0: one for the machine; else PMAP_NULL */
void pmap_reference(pmap_t pmap);
void pmap_destroy(pmap_t pmap);
void pmap_collect(pmap_t pmap); /* it may forget what is not wired */
void pmap_activate(pmap_t pmap);

/* ---- translations ---- */
void pmap_enter(pmap_t pmap, vm_offset_t address, vm_offset_t physical, vm_prot_t protection,
                boolean_t wired);
void pmap_remove(pmap_t pmap, vm_offset_t start, vm_offset_t end);
void pmap_protect(pmap_t pmap, vm_offset_t start, vm_offset_t end, vm_prot_t protection);
void pmap_change_wiring(pmap_t pmap, vm_offset_t address, boolean_t wired);
vm_offset_t pmap_extract(pmap_t pmap, vm_offset_t address); /* with the offset; 0: none */
/* Of all that map a page: at most this; nothing: all are removed. */
void pmap_page_protect(vm_offset_t physical, vm_prot_t protection);

/* ---- pages ---- */
void pmap_zero_page(vm_offset_t physical);
void pmap_copy_page(vm_offset_t from, vm_offset_t to);
void pmap_clear_modify(vm_offset_t physical);
void pmap_set_modify(vm_offset_t physical);
boolean_t pmap_is_modified(vm_offset_t physical);
void pmap_clear_reference(vm_offset_t physical);
boolean_t pmap_is_referenced(vm_offset_t physical);
kern_return_t pmap_attribute(pmap_t pmap, vm_offset_t address, vm_size_t size,
                             vm_machine_attribute_t attribute, vm_machine_attribute_val_t *value);

#define pmap_copy(to, from, to_address, size, from_address) ((void)0)
#define pmap_pageable(pmap, start, end, pageable) ((void)0)
#define pmap_kernel() kernel_pmap
#define pmap_resident_count(pmap) ((pmap)->stats.resident_count)

#endif
