/* Rights: what an entry means, and how it comes to mean something else (Mach 3.0's ipc_right). */
#ifndef IPC_IPC_RIGHT_H
#define IPC_IPC_RIGHT_H

#include <ipc/ipc_entry.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_types.h>

kern_return_t ipc_right_lookup(ipc_space_t space, mach_port_t name, ipc_entry_t *entry);
#define ipc_right_lookup_write ipc_right_lookup
#define ipc_right_lookup_read ipc_right_lookup

boolean_t ipc_right_reverse(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                            ipc_entry_t *entry);
kern_return_t ipc_right_dnrequest(ipc_space_t space, mach_port_t name, boolean_t immediate,
                                  ipc_port_t notify, ipc_port_t *previous);
ipc_port_t ipc_right_dncancel(ipc_space_t space, ipc_port_t port, mach_port_t name,
                              ipc_entry_t entry);
boolean_t ipc_right_inuse(ipc_space_t space, mach_port_t name, ipc_entry_t entry);
boolean_t ipc_right_check(ipc_space_t space, ipc_port_t port, mach_port_t name, ipc_entry_t entry);
void ipc_right_clean(ipc_space_t space, mach_port_t name, ipc_entry_t entry);
kern_return_t ipc_right_destroy(ipc_space_t space, mach_port_t name, ipc_entry_t entry);
kern_return_t ipc_right_dealloc(ipc_space_t space, mach_port_t name, ipc_entry_t entry);
kern_return_t ipc_right_delta(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                              mach_port_right_t right, mach_port_delta_t delta);
kern_return_t ipc_right_info(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                             mach_port_type_t *type, mach_port_urefs_t *urefs);
boolean_t ipc_right_copyin_check(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                 mach_msg_type_name_t type);
kern_return_t ipc_right_copyin(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                               mach_msg_type_name_t type, boolean_t deadok, ipc_object_t *object,
                               ipc_port_t *soright);
kern_return_t ipc_right_copyin_two(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                   ipc_object_t *object, ipc_port_t *soright);
kern_return_t ipc_right_copyout(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                mach_msg_type_name_t type, boolean_t overflow,
                                ipc_object_t object);
kern_return_t ipc_right_rename(ipc_space_t space, mach_port_t old, ipc_entry_t old_entry,
                               mach_port_t new_name, ipc_entry_t new_entry);

#endif
