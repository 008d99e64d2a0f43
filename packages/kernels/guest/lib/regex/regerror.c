/* regerror: what an error code means. */
#include <string.h>

#include "program.h"

static const char *const messages[] = {
    "no error",
    "no match",
    "invalid regular expression",
    "invalid collating element",
    "unknown character class",
    "trailing backslash",
    "reference to a subexpression that is not there",
    "[ without ]",
    "parentheses do not match",
    "{ without }",
    "invalid number of repetitions",
    "range whose end is before its beginning",
    "regular expression too big",
    "nothing that could be repeated",
};
#define MESSAGES (sizeof messages / sizeof messages[0])

size_t regerror(int code, const regex_t *regex, char *buffer, size_t size)
{
    const char *message = "unknown error";

    (void)regex;
    if (code >= 0 && (size_t)code < MESSAGES)
        message = messages[code];
    size_t length = strlen(message);
    if (size > 0) {
        size_t copied = length < size ? length : size - 1;
        memcpy(buffer, message, copied);
        buffer[copied] = '\0';
    }
    return length + 1;
}
