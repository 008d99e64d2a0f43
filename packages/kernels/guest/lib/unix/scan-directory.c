/* All names of a directory, sorted. */
#include <dirent.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 32

typedef int comparison(const void *, const void *);

int alphasort(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static struct dirent *copy_of(const struct dirent *entry)
{
    size_t bytes = offsetof(struct dirent, d_name) + entry->d_namlen + 1;
    struct dirent *copy = malloc(bytes);

    return copy == NULL ? NULL : memcpy(copy, entry, bytes);
}

int scandir(const char *path, struct dirent ***names, int (*select)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **))
{
    DIR *directory = opendir(path);
    struct dirent **list = NULL;
    struct dirent *entry;
    int count = 0, room = 0;

    if (directory == NULL)
        return -1;
    while ((entry = readdir(directory)) != NULL) {
        if (select != NULL && !select(entry))
            continue;
        if (count == room) {
            struct dirent **larger;

            room = room == 0 ? FIRST_ROOM : 2 * room;
            larger = realloc(list, room * sizeof(*list));
            if (larger == NULL)
                goto failed;
            list = larger;
        }
        if ((list[count] = copy_of(entry)) == NULL)
            goto failed;
        count++;
    }
    closedir(directory);
    if (compare != NULL)
        qsort(list, count, sizeof(*list), (comparison *)(void (*)(void))compare);
    *names = list;
    return count;

failed:
    while (count > 0)
        free(list[--count]);
    free(list);
    closedir(directory);
    return -1;
}
