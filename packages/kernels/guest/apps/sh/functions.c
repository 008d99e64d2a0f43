/* Functions: names of trees. */
#include <stdlib.h>
#include <string.h>

#include "sh.h"

static struct definition {
    struct definition *next;
    struct node *body;
    char name[];
} *definitions;

struct node *function_find(const char *name)
{
    for (struct definition *one = definitions; one != NULL; one = one->next)
        if (strcmp(one->name, name) == 0)
            return one->body;
    return NULL;
}

/* The region that the body lies in must stay. */
void function_define(const char *name, struct node *function)
{
    for (struct definition *one = definitions; one != NULL; one = one->next)
        if (strcmp(one->name, name) == 0) {
            one->body = function->left;
            return;
        }
    struct definition *made = malloc(sizeof *made + strlen(name) + 1);
    if (made == NULL)
        shell_error("out of memory");
    strcpy(made->name, name);
    made->body = function->left;
    made->next = definitions;
    definitions = made;
}
