/*
 * What ports and port sets have in common, and what can be done with a right whatever it is to
 * (Mach 3.0's ipc_object).
 *
 * References are counted by io_references. An object dies (io_active becomes false) before its last
 * reference goes; who finds a dead object by a right treats the right as a dead name.
 */
#ifndef IPC_IPC_OBJECT_H
#define IPC_IPC_OBJECT_H

#include <ipc/ipc_types.h>
#include <kern/zalloc.h>

typedef unsigned ipc_object_refs_t;
typedef unsigned ipc_object_bits_t;

struct ipc_object {
    ipc_object_refs_t io_references;
    ipc_object_bits_t io_bits;
};

#define IO_BITS_KOTYPE 0x0000ffffu /* which kernel object a port is of (ipc_kobject.h) */
#define IO_BITS_OTYPE 0x7fff0000u
#define IO_BITS_ACTIVE 0x80000000u

#define IOT_PORT 0u
#define IOT_PORT_SET 1u
#define IOT_NUMBER 2u

#define io_active(object) ((object)->io_bits >> 31 != 0)
#define io_otype(object) (((object)->io_bits & IO_BITS_OTYPE) >> 16)
#define io_kotype(object) ((object)->io_bits & IO_BITS_KOTYPE)
#define io_makebits(active, otype, kotype) \
    (((active) ? IO_BITS_ACTIVE : 0u) | (unsigned)(otype) << 16 | (unsigned)(kotype))

extern zone_t ipc_object_zones[IOT_NUMBER];

#define io_reference(object) ((void)(object)->io_references++)
#define io_free(otype, object) zfree(ipc_object_zones[otype], (vm_offset_t)(object))
#define io_release(object)                                            \
    do {                                                              \
        ipc_object_t io_released = (object);                          \
        if (--io_released->io_references == 0)                        \
            io_free(io_otype(io_released), io_released);              \
    } while (0)

void ipc_object_reference(ipc_object_t object);
void ipc_object_release(ipc_object_t object);

kern_return_t ipc_object_translate(ipc_space_t space, mach_port_t name, mach_port_right_t right,
                                   ipc_object_t *object);
kern_return_t ipc_object_alloc_dead(ipc_space_t space, mach_port_t *name);
kern_return_t ipc_object_alloc_dead_name(ipc_space_t space, mach_port_t name);
kern_return_t ipc_object_alloc(ipc_space_t space, unsigned otype, mach_port_type_t type,
                               mach_port_urefs_t urefs, mach_port_t *name, ipc_object_t *object);
kern_return_t ipc_object_alloc_name(ipc_space_t space, unsigned otype, mach_port_type_t type,
                                    mach_port_urefs_t urefs, mach_port_t name,
                                    ipc_object_t *object);

/* From names to objects that are on their way in a message, and back. */
mach_msg_type_name_t ipc_object_copyin_type(mach_msg_type_name_t name);
kern_return_t ipc_object_copyin(ipc_space_t space, mach_port_t name,
                                mach_msg_type_name_t type, ipc_object_t *object);
void ipc_object_copyin_from_kernel(ipc_object_t object, mach_msg_type_name_t type);
void ipc_object_destroy(ipc_object_t object, mach_msg_type_name_t type);
kern_return_t ipc_object_copyout(ipc_space_t space, ipc_object_t object,
                                 mach_msg_type_name_t type, boolean_t overflow,
                                 mach_port_t *name);
kern_return_t ipc_object_copyout_name(ipc_space_t space, ipc_object_t object,
                                      mach_msg_type_name_t type, boolean_t overflow,
                                      mach_port_t name);
void ipc_object_copyout_dest(ipc_space_t space, ipc_object_t object, mach_msg_type_name_t type,
                             mach_port_t *name);
kern_return_t ipc_object_rename(ipc_space_t space, mach_port_t old, mach_port_t new_name);

#endif
