#include "exception.h"

#include "cache.h"
#include "print.h"
#include "string.h"

exception_handler *exception_handlers[EXC_COUNT];

extern const char general_vector[], general_vector_end[];

static void install(uintptr_t vector, const char *code, const char *end)
{
    if (end - code > VECTOR_BYTES)
        panic("vector %x: %d bytes\n", (uint32_t)vector, (int)(end - code));
    memcpy((void *)vector, code, end - code);
    flush_instruction_cache(vector, VECTOR_BYTES);
}

void install_vectors(void)
{
    install(UTLB_VECTOR, general_vector, general_vector_end);
    install(GENERAL_VECTOR, general_vector, general_vector_end);
}

void install_utlb(const void *code, const void *end)
{
    install(UTLB_VECTOR, code, end);
}

/* Called by exception_entry. */
void exception(struct frame *frame)
{
    exception_handler *handler = exception_handlers[exception_code(frame) % EXC_COUNT];

    if (handler == 0)
        panic("exception %u: epc %08x cause %08x status %08x badvaddr %08x ra %08x\n",
              exception_code(frame), frame->epc, frame->cause, frame->status, frame->badvaddr,
              frame->registers[REG_RA]);
    handler(frame);
}
