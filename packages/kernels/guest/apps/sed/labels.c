/* Labels and the branches to them. */
#include <string.h>

#include "sed.h"

struct label {
    const char *name;
    int command;
    struct label *next;
};

static struct label *definitions, *references;

static void add(struct label **list, const char *name, int command)
{
    struct label *label = get_memory(NULL, sizeof *label);

    label->name = name;
    label->command = command;
    label->next = *list;
    *list = label;
}

static const struct label *find(const char *name)
{
    for (const struct label *label = definitions; label != NULL; label = label->next)
        if (strcmp(label->name, name) == 0)
            return label;
    return NULL;
}

void label_define(char *name, int command)
{
    if (find(name) != NULL)
        bad_script("the label %s is there twice", name);
    add(&definitions, name, command);
}

void label_refer(char *name, int command)
{
    add(&references, name, command);
}

void labels_resolve(struct program *program)
{
    for (const struct label *from = references; from != NULL; from = from->next) {
        const struct label *to = find(from->name);
        if (to == NULL)
            bad_script("there is no label %s", from->name);
        program->commands[from->command].u.target = to->command;
    }
}
