/*
 * Memory in sizes of powers of two, each with a list of what is free, as in 4.3BSD: nothing is ever
 * split or joined, and malloc and free take a few instructions. Sizes include a header, which says to
 * which list the memory belongs.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMALLEST_SHIFT 4 /* 16 bytes */
#define LISTS 27
#define PAGE 4096 /* less is not asked of the system */

#define HEADER_MAGIC 0x4d41 /* a pointer that malloc never gave out is noticed by this */

union header {
    union header *next; /* while it is free */
    struct {
        uint16_t magic;
        uint8_t list;
    } in_use;
    uint64_t alignment;
};

static union header *free_lists[LISTS];

static inline size_t size_of(unsigned list)
{
    return (size_t)1 << (SMALLEST_SHIFT + list);
}

static unsigned list_for(size_t bytes)
{
    unsigned list = 0;

    while (list < LISTS && size_of(list) < bytes)
        list++;
    return list;
}

/* Puts memory on an empty list: a page of it, or one piece if that is larger. */
static void refill(unsigned list)
{
    size_t piece = size_of(list);
    size_t bytes = piece < PAGE ? PAGE : piece;
    size_t misaligned = (uintptr_t)sbrk(0) & (sizeof(union header) - 1);
    char *memory;

    if (misaligned != 0 && sbrk(sizeof(union header) - misaligned) == (void *)-1)
        return;
    memory = sbrk(bytes);
    if (memory == (void *)-1)
        return;
    for (size_t at = 0; at < bytes; at += piece) {
        union header *header = (union header *)(memory + at);

        header->next = at + piece < bytes ? (union header *)(memory + at + piece) : NULL;
    }
    free_lists[list] = (union header *)memory;
}

void *malloc(size_t bytes)
{
    unsigned list;
    union header *header;

    if (bytes > SIZE_MAX - sizeof(union header) ||
        (list = list_for(bytes + sizeof(union header))) == LISTS) {
        errno = ENOMEM;
        return NULL;
    }
    if (free_lists[list] == NULL)
        refill(list);
    header = free_lists[list];
    if (header == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    free_lists[list] = header->next;
    header->in_use.magic = HEADER_MAGIC;
    header->in_use.list = list;
    return header + 1;
}

void free(void *memory)
{
    union header *header = (union header *)memory - 1;
    unsigned list;

    if (memory == NULL)
        return;
    if (header->in_use.magic != HEADER_MAGIC || header->in_use.list >= LISTS)
        __builtin_trap();
    list = header->in_use.list;
    header->next = free_lists[list];
    free_lists[list] = header;
}

void *calloc(size_t count, size_t bytes)
{
    size_t all = count * bytes;
    void *memory;

    if (bytes != 0 && all / bytes != count) {
        errno = ENOMEM;
        return NULL;
    }
    memory = malloc(all);
    return memory == NULL ? NULL : memset(memory, 0, all);
}

void *realloc(void *memory, size_t bytes)
{
    size_t room;
    void *larger;

    if (memory == NULL)
        return malloc(bytes);
    room = size_of(((union header *)memory - 1)->in_use.list) - sizeof(union header);
    if (bytes <= room && (bytes > room / 2 || room < PAGE))
        return memory;
    larger = malloc(bytes);
    if (larger == NULL)
        return NULL;
    memcpy(larger, memory, bytes < room ? bytes : room);
    free(memory);
    return larger;
}
