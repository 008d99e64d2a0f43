/* What a task asks about a space (its own or another's): the bodies of subsystem mach_port. */
#ifndef IPC_MACH_PORT_H
#define IPC_MACH_PORT_H

#include <ipc/ipc_types.h>

/* Arrays come back as vm_map_copy_t, in the pointer's place, with their number of elements. */
kern_return_t mach_port_names(ipc_space_t space, mach_port_t **names,
                              mach_msg_type_number_t *names_count, mach_port_type_t **types,
                              mach_msg_type_number_t *types_count);
kern_return_t mach_port_type(ipc_space_t space, mach_port_t name, mach_port_type_t *type);
kern_return_t mach_port_rename(ipc_space_t space, mach_port_t old, mach_port_t new_name);
kern_return_t mach_port_allocate_name(ipc_space_t space, mach_port_right_t right, mach_port_t name);
kern_return_t mach_port_allocate(ipc_space_t space, mach_port_right_t right, mach_port_t *name);
kern_return_t mach_port_destroy(ipc_space_t space, mach_port_t name);
kern_return_t mach_port_deallocate(ipc_space_t space, mach_port_t name);
kern_return_t mach_port_get_refs(ipc_space_t space, mach_port_t name, mach_port_right_t right,
                                 mach_port_urefs_t *urefs);
kern_return_t mach_port_mod_refs(ipc_space_t space, mach_port_t name, mach_port_right_t right,
                                 mach_port_delta_t delta);
kern_return_t mach_port_set_qlimit(ipc_space_t space, mach_port_t name,
                                   mach_port_msgcount_t qlimit);
kern_return_t mach_port_set_mscount(ipc_space_t space, mach_port_t name,
                                    mach_port_mscount_t mscount);
kern_return_t mach_port_set_seqno(ipc_space_t space, mach_port_t name, mach_port_seqno_t seqno);
kern_return_t mach_port_get_set_status(ipc_space_t space, mach_port_t name, mach_port_t **members,
                                       mach_msg_type_number_t *members_count);
kern_return_t mach_port_move_member(ipc_space_t space, mach_port_t member, mach_port_t after);
kern_return_t mach_port_request_notification(ipc_space_t space, mach_port_t name,
                                             mach_msg_id_t id, mach_port_mscount_t sync,
                                             ipc_port_t notify, ipc_port_t *previous);
kern_return_t mach_port_insert_right(ipc_space_t space, mach_port_t name, ipc_port_t poly,
                                     mach_msg_type_name_t poly_type);
kern_return_t mach_port_extract_right(ipc_space_t space, mach_port_t name,
                                      mach_msg_type_name_t type, ipc_port_t *poly,
                                      mach_msg_type_name_t *poly_type);
kern_return_t mach_port_get_receive_status(ipc_space_t space, mach_port_t name,
                                           mach_port_status_t *status);

#endif
