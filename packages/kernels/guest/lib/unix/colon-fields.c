/* Lines of fields between colons. */
#include "colon-fields.h"

#include <string.h>

int _colon_line(FILE **file, const char *path, char line[COLON_LINE], char *fields[], int count)
{
    if (*file == NULL && (*file = fopen(path, "r")) == NULL)
        return 0;
    while (fgets(line, COLON_LINE, *file) != NULL) {
        char *rest = line;
        int found = 0;

        line[strcspn(line, "\n")] = '\0';
        while (found < count && rest != NULL)
            fields[found++] = strsep(&rest, ":");
        if (found == count)
            return 1;
    }
    return 0;
}

void _rewind_colon_file(FILE **file)
{
    if (*file != NULL)
        rewind(*file);
}

void _close_colon_file(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
    *file = NULL;
}
