/*
 * Objects and their pagers (Mach 3.0's vm/vm_object.c). The pager's port is known as one (IKOT_PAGER)
 * while the object lives; of it the object has a send right, and the pager has rights to the object's
 * control and name ports, whose receiver is the kernel until both go to the pager with the end of it.
 */
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mach/memory_object_user.h>
#include <vm/memory_object.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

void vm_object_cache_remove(vm_object_t object); /* vm_object.c */

/* The pager's port is that of an object: one more reference of it, which may have been only kept. */
static vm_object_t vm_object_use(ipc_port_t port)
{
    vm_object_t object = (vm_object_t)port->ip_kobject;

    vm_stat.lookups++;
    if (object->ref_count == 0) {
        vm_object_cache_remove(object);
        vm_stat.hits++;
    }
    object->ref_count++;
    return object;
}

/* A new object gets to know its pager, and the pager it. */
static void vm_object_introduce(vm_object_t object, ipc_port_t pager)
{
    object->pager = ipc_port_copy_send(pager);
    object->pager_request = ipc_port_alloc_kernel();
    if (object->pager_request == IP_NULL)
        panic("vm_object_enter");
    ipc_kobject_set(object->pager_request, (ipc_kobject_t)object, IKOT_PAGING_REQUEST);
    object->pager_created = TRUE;
    (void)memory_object_init(object->pager, object->pager_request, object->pager_name, PAGE_SIZE);
    object->pager_initialized = TRUE;
    vm_object_wakeup(object, VM_OBJECT_EVENT_INITIALIZED);
}

/* Of an object that the kernel does not know yet. */
static vm_object_t vm_object_of_pager(vm_size_t size, boolean_t internal)
{
    vm_object_t object = vm_object_allocate(size);

    object->internal = internal;
    object->temporary = internal;
    object->pager_created = FALSE;
    object->pager_initialized = FALSE;
    object->pager_ready = FALSE;
    return object;
}

vm_object_t vm_object_enter(ipc_port_t pager, vm_size_t size, boolean_t internal)
{
    vm_object_t made = VM_OBJECT_NULL, object;

    if (!IP_VALID(pager))
        return vm_object_allocate(size);
    for (;;) {
        if (!ip_active(pager)) {
            object = VM_OBJECT_NULL;
            break;
        }
        switch (ip_kotype(pager)) {
        case IKOT_PAGER:
            object = vm_object_use(pager);
            if (object->size < size)
                object->size = size;
            goto found;
        case IKOT_PAGER_TERMINATING: /* the end of its last object is still on its way */
            assert_wait((event_t)pager, TRUE);
            thread_block(CONTINUATION_NULL);
            if (current_thread()->wait_result == THREAD_AWAKENED)
                continue;
            object = VM_OBJECT_NULL;
            goto found;
        case IKOT_NONE:
            if (made == VM_OBJECT_NULL) {
                made = vm_object_of_pager(size, internal); /* may wait: all is looked at again */
                continue;
            }
            object = made;
            made = VM_OBJECT_NULL;
            ipc_kobject_set(pager, (ipc_kobject_t)object, IKOT_PAGER);
            vm_object_introduce(object, pager);
            goto found;
        default:
            object = VM_OBJECT_NULL; /* a kernel object of another kind */
            goto found;
        }
    }
found:
    if (made != VM_OBJECT_NULL) {
        made->pager_initialized = TRUE;
        made->internal = TRUE;
        vm_object_deallocate(made);
    }
    while (object != VM_OBJECT_NULL && !object->pager_initialized)
        vm_object_wait(object, VM_OBJECT_EVENT_INITIALIZED, FALSE);
    return object;
}

static vm_object_t vm_object_of_port(ipc_port_t port, ipc_kobject_type_t type)
{
    if (!IP_VALID(port) || !ip_active(port) || ip_kotype(port) != type)
        return VM_OBJECT_NULL;
    return vm_object_use(port);
}

vm_object_t vm_object_lookup(ipc_port_t control)
{
    return vm_object_of_port(control, IKOT_PAGING_REQUEST);
}

vm_object_t vm_object_lookup_name(ipc_port_t name)
{
    return vm_object_of_port(name, IKOT_PAGING_NAME);
}

/* Of a shadow, the name of what is behind it all. */
ipc_port_t vm_object_name(vm_object_t object)
{
    if (object == VM_OBJECT_NULL)
        return IP_NULL;
    while (object->shadow != VM_OBJECT_NULL)
        object = object->shadow;
    return object->pager_name == IP_NULL ? IP_NULL : ipc_port_make_send(object->pager_name);
}

/* ---- the end ---- */

/* Its ports are not its own any more. Until the pager has been told, nobody maps the pager's port. */
void vm_object_remove(vm_object_t object)
{
    ipc_port_t port = object->pager;

    if (port != IP_NULL && ip_active(port) && ip_kotype(port) == IKOT_PAGER)
        ipc_kobject_set(port, IKO_NULL, IKOT_PAGER_TERMINATING);
    if ((port = object->pager_request) != IP_NULL)
        ipc_kobject_set(port, IKO_NULL, IKOT_NONE);
    if ((port = object->pager_name) != IP_NULL)
        ipc_kobject_set(port, IKO_NULL, IKOT_NONE);
}

void vm_object_pager_wakeup(ipc_port_t pager)
{
    if (ip_active(pager) && ip_kotype(pager) == IKOT_PAGER_TERMINATING)
        ipc_kobject_set(pager, IKO_NULL, IKOT_NONE);
    thread_wakeup(pager);
}

/* The pager gets the receive rights of control and name, and our right to its port: that is the end. */
void memory_object_release(ipc_port_t pager, ipc_port_t request, ipc_port_t name)
{
    ip_reference(pager);
    (void)memory_object_terminate(pager, request, name);
    vm_object_pager_wakeup(pager);
    ip_release(pager);
}

/* Who waits for pages of it gets an error. */
void vm_object_abort_activity(vm_object_t object)
{
    vm_page_t page, next;

    for (page = (vm_page_t)queue_first(&object->memq); !queue_end(&object->memq, (queue_entry_t)page);
         page = next) {
        next = (vm_page_t)queue_next(&page->listq);
        if (page->busy && page->absent) {
            page->error = TRUE;
            page->absent = FALSE;
            vm_object_absent_release(object);
            PAGE_WAKEUP_DONE(page);
        } else {
            page->page_lock = VM_PROT_NONE; /* nobody will unlock it */
            PAGE_WAKEUP(page);
        }
    }
    object->pager_ready = TRUE;
    vm_object_wakeup(object, VM_OBJECT_EVENT_PAGER_READY);
}

/* Has lost its pager: what is in memory stays until nobody maps it. */
static void vm_object_orphan(vm_object_t object)
{
    object->pager = IP_NULL;
    object->pager_request = IP_NULL;
    object->can_persist = FALSE;
    vm_object_abort_activity(object);
    vm_object_deallocate(object);
}

void vm_object_destroy(ipc_port_t pager)
{
    vm_object_t object;
    ipc_port_t request;

    if (ip_kotype(pager) != IKOT_PAGER)
        return; /* it is ending anyway */
    object = vm_object_use(pager);
    ipc_kobject_set(pager, IKO_NULL, IKOT_NONE);
    if ((request = object->pager_request) != IP_NULL) {
        ipc_kobject_set(request, IKO_NULL, IKOT_NONE);
        ipc_port_dealloc_kernel(request);
    }
    vm_object_orphan(object);
    ipc_port_release_send(pager);
}

/* The pager does not want it any more. */
kern_return_t memory_object_destroy(vm_object_t object, kern_return_t reason)
{
    ipc_port_t pager, request, name;

    (void)reason;
    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    pager = object->pager;
    request = object->pager_request;
    name = object->pager_name;
    if (pager != IP_NULL) {
        vm_object_remove(object);
        object->pager_name = ipc_port_alloc_kernel();
        ipc_kobject_set(object->pager_name, (ipc_kobject_t)object, IKOT_PAGING_NAME);
        object->pager = IP_NULL;
        memory_object_release(pager, request, name);
        vm_object_orphan(object);
    } else {
        vm_object_deallocate(object);
    }
    return KERN_SUCCESS;
}
