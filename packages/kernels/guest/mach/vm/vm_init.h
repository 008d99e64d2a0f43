/*
 * The start of memory (Mach 3.0's vm/vm_init.c).
 *
 * Of Mach 3.0's vm are left out, as nobody here would use them: paging out and the default pager (no
 * object of the kernel's own has a pager; vm_pageout.h), and with it the maps of what a pager has
 * (vm_external); the copy strategy CALL, which is taken as NONE; buffers projected into tasks; mapping a
 * whole object's resident pages at vm_map (off in MK83, too); sampling of pcs at faults; the debugger's
 * views of maps. Sharing maps are not in MK83 either. What MK83 has not: a pager that is silent for
 * PAGER_TIMEOUT is taken to have failed; shadows are looked at for collapse down the whole chain.
 */
#ifndef VM_VM_INIT_H
#define VM_VM_INIT_H

/* All of it, pmap_bootstrap(), zones and kalloc included: then memory can be had. Physical memory is
 * that from avail_start to avail_end (mips/machine.h). */
void vm_mem_bootstrap(void);
void vm_mem_init(void); /* when ports can be made: after ipc_bootstrap() */

#endif
