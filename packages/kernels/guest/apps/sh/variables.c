/* Variables, exported or not; positional and special parameters are kept beside. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

#define HASH_SIZE 61

struct variable {
    struct variable *next;
    char *value; /* NULL: exported, but not set */
    bool exported;
    char name[];
};

static struct variable *chains[HASH_SIZE];

char *shell_name = "sh";
int positional_count;
char **positional;
int last_status;
int last_background;

size_t name_length(const char *text)
{
    size_t length = 0;
    if (isdigit((unsigned char)*text))
        return 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

static struct variable **find(const char *name)
{
    unsigned hash = 0;
    for (const char *at = name; *at != '\0'; at++)
        hash = 31 * hash + (unsigned char)*at;
    struct variable **link = &chains[hash % HASH_SIZE];
    while (*link != NULL && strcmp((*link)->name, name) != 0)
        link = &(*link)->next;
    return link;
}

static struct variable *find_or_make(const char *name)
{
    struct variable **link = find(name);
    if (*link == NULL) {
        size_t bytes = strlen(name) + 1;
        struct variable *made = calloc(1, sizeof *made + bytes);
        if (made == NULL)
            shell_error("out of memory");
        memcpy(made->name, name, bytes);
        *link = made;
    }
    return *link;
}

const char *variable_get(const char *name)
{
    struct variable *variable = *find(name);
    return variable == NULL ? NULL : variable->value;
}

void variable_set(const char *name, const char *value)
{
    struct variable *variable = find_or_make(name);
    char *copy = strdup(value);
    if (copy == NULL)
        shell_error("out of memory");
    free(variable->value);
    variable->value = copy;
}

bool variable_unset(const char *name)
{
    struct variable **link = find(name), *variable = *link;
    if (variable == NULL)
        return false;
    *link = variable->next;
    free(variable->value);
    free(variable);
    return true;
}

void variable_export(const char *name) { find_or_make(name)->exported = true; }

static int by_name(const void *a, const void *b)
{
    return strcmp((*(struct variable *const *)a)->name, (*(struct variable *const *)b)->name);
}

/* In single quotes, so that it can be read in again. */
static void print_quoted(const char *value)
{
    putchar('\'');
    for (; *value != '\0'; value++)
        if (*value == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*value);
    putchar('\'');
}

void variables_print(bool exported_only)
{
    struct variable *all[512];
    size_t count = 0;
    for (int chain = 0; chain < HASH_SIZE; chain++)
        for (struct variable *one = chains[chain]; one != NULL; one = one->next)
            if (count < sizeof all / sizeof all[0] && (one->exported || !exported_only))
                all[count++] = one;
    qsort(all, count, sizeof all[0], by_name);
    for (size_t i = 0; i < count; i++) {
        printf("%s%s", exported_only ? "export " : "", all[i]->name);
        if (all[i]->value != NULL) {
            putchar('=');
            print_quoted(all[i]->value);
        }
        putchar('\n');
    }
}

char **variables_environment(void)
{
    struct strings list = {0};
    for (int chain = 0; chain < HASH_SIZE; chain++)
        for (struct variable *one = chains[chain]; one != NULL; one = one->next) {
            if (!one->exported || one->value == NULL)
                continue;
            struct text text = {0};
            text_add_string(&text, one->name);
            text_add(&text, '=');
            text_add_string(&text, one->value);
            strings_add(&list, text_take(&text));
        }
    if (list.at == NULL)
        strings_add(&list, NULL);
    return list.at;
}

void variables_start(char **environment)
{
    for (; environment != NULL && *environment != NULL; environment++) {
        size_t length = name_length(*environment);
        if (length == 0 || (*environment)[length] != '=')
            continue;
        char name[length + 1];
        memcpy(name, *environment, length);
        name[length] = '\0';
        variable_set(name, *environment + length + 1);
        variable_export(name);
    }
}
