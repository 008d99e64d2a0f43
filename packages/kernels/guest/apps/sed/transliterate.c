/* The command y: each byte becomes another. */
#include "sed.h"

#define BYTES 256

/* Takes away the backslashes that are left. */
static void unescape(struct space *text)
{
    size_t to = 0;

    for (size_t from = 0; from < text->length; from++) {
        if (text->text[from] == '\\' && from + 1 < text->length)
            from++;
        text->text[to++] = text->text[from];
    }
    text->length = to;
}

unsigned char *transliteration_read(void)
{
    struct space from = {NULL, 0, 0, 0}, to = {NULL, 0, 0, 0};
    unsigned char *table = get_memory(NULL, BYTES);
    int delimiter = script_next();

    if (delimiter == EOF || delimiter == '\n' || delimiter == '\\')
        bad_script("y is followed by no delimiter");
    read_delimited(&from, delimiter, 0);
    read_delimited(&to, delimiter, 0);
    unescape(&from);
    unescape(&to);
    if (from.length != to.length)
        bad_script("the strings of y are not of one length");
    for (int byte = 0; byte < BYTES; byte++)
        table[byte] = (unsigned char)byte;
    for (size_t i = 0; i < from.length; i++)
        table[(unsigned char)from.text[i]] = (unsigned char)to.text[i];
    return table;
}

void transliterate(const unsigned char *table, struct space *space)
{
    char *end = space->text + space->length;

    for (char *p = space->text; p < end; p++)
        *p = (char)table[(unsigned char)*p];
}
