/* Memory for trees: freed all at once. And strings and lists of strings that grow. */
#include <stdlib.h>
#include <string.h>

#include "sh.h"

#define BLOCK_BYTES 4000
#define ALIGNMENT sizeof(void *)

struct block {
    struct block *next;
    size_t used;
    size_t room;
    char bytes[];
};

struct region {
    struct block *blocks;
};

static void *must(void *memory)
{
    if (memory == NULL)
        shell_error("out of memory");
    return memory;
}

struct region *region_new(void) { return must(calloc(1, sizeof(struct region))); }

void region_free(struct region *region)
{
    for (struct block *block = region->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(region);
}

void *region_alloc(struct region *region, size_t bytes)
{
    bytes = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    struct block *block = region->blocks;
    if (block == NULL || block->room - block->used < bytes) {
        size_t room = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        block = must(malloc(sizeof *block + room));
        block->next = region->blocks;
        block->used = 0;
        block->room = room;
        region->blocks = block;
    }
    void *at = block->bytes + block->used;
    block->used += bytes;
    return memset(at, 0, bytes);
}

char *region_copy(struct region *region, const char *text, size_t length)
{
    char *copy = region_alloc(region, length + 1);
    memcpy(copy, text, length);
    return copy;
}

void text_add(struct text *text, char character)
{
    if (text->length + 1 >= text->room) {
        text->room = text->room == 0 ? 64 : 2 * text->room;
        text->at = must(realloc(text->at, text->room));
    }
    text->at[text->length++] = character;
    text->at[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string)
{
    while (*string != '\0')
        text_add(text, *string++);
}

char *text_take(struct text *text)
{
    char *taken = text->at != NULL ? text->at : must(calloc(1, 1));
    *text = (struct text){0};
    return taken;
}

void strings_add(struct strings *list, char *string)
{
    if (list->count + 1 >= list->room) {
        list->room = list->room == 0 ? 8 : 2 * list->room;
        list->at = must(realloc(list->at, (size_t)list->room * sizeof *list->at));
    }
    list->at[list->count++] = string;
    list->at[list->count] = NULL;
}

void strings_free(struct strings *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->at[i]);
    free(list->at);
    *list = (struct strings){0};
}
