/* The command l: the pattern space without doubt about any of its bytes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sed.h"

#define WIDTH 69 /* columns of a line, its \ apart */
#define ASCII 128
#define ESCAPE 5 /* bytes of \ooo and its NUL */

/* How a byte is shown. */
static void show(int byte, char *escape)
{
    static const char controls[] = "\a\b\f\n\r\t\v\\";
    static const char letters[] = "abfnrtv\\";
    const char *control = byte == '\0' ? NULL : strchr(controls, byte);

    if (control != NULL)
        sprintf(escape, "\\%c", letters[control - controls]);
    else if (byte < ASCII && isprint(byte))
        sprintf(escape, "%c", byte);
    else
        sprintf(escape, "\\%03o", (unsigned)byte);
}

void list(const struct space *pattern)
{
    struct space line = {NULL, 0, 0, 0};
    char escape[ESCAPE];
    size_t column = 0;

    for (size_t i = 0; i < pattern->length; i++) {
        show((unsigned char)pattern->text[i], escape);
        size_t length = strlen(escape);
        if (column + length > WIDTH) {
            space_append(&line, "\\\n", 2);
            column = 0;
        }
        space_append(&line, escape, length);
        column += length;
    }
    space_append(&line, "$\n", 2);
    output_text(&standard_output, line.text, line.length);
    free(line.text);
}
