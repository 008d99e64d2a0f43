/* From arguments to an expression: !, -a (or nothing), -o and parentheses over primaries. */
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../common/pattern.h"
#include "find.h"

#define DAY_SECONDS (24L * 3600)
#define BLOCK_BYTES 512

static char **at;
static bool has_action;

static const struct expression *parse_or(void);

static bool holds_or(const struct expression *e, struct file *file)
{
    return e->left->holds(e->left, file) || e->right->holds(e->right, file);
}

static bool holds_and(const struct expression *e, struct file *file)
{
    return e->left->holds(e->left, file) && e->right->holds(e->right, file);
}

static bool holds_not(const struct expression *e, struct file *file)
{
    return !e->left->holds(e->left, file);
}

static bool holds_always(const struct expression *e, struct file *file)
{
    (void)e, (void)file;
    return true;
}

static bool compares(const struct expression *e, long value)
{
    return e->sign == '+' ? value > e->number : e->sign == '-' ? value < e->number
                                                               : value == e->number;
}

static bool holds_name(const struct expression *e, struct file *file)
{
    return pattern_matches(e->text, file->name);
}

static bool holds_path(const struct expression *e, struct file *file)
{
    return pattern_matches(e->text, file->path);
}

static bool holds_type(const struct expression *e, struct file *file)
{
    static const struct {
        char letter;
        mode_t type;
    } types[] = {{'f', S_IFREG}, {'d', S_IFDIR}, {'l', S_IFLNK}, {'c', S_IFCHR},
                 {'b', S_IFBLK}, {'p', S_IFIFO}, {'s', S_IFSOCK}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].letter == *e->text)
            return (file->status.st_mode & S_IFMT) == types[i].type;
    return false;
}

static bool holds_size(const struct expression *e, struct file *file)
{
    long unit = e->text[strlen(e->text) - 1] == 'c' ? 1 : BLOCK_BYTES;
    return compares(e, ((long)file->status.st_size + unit - 1) / unit);
}

static bool holds_links(const struct expression *e, struct file *file)
{
    return compares(e, (long)file->status.st_nlink);
}

static bool holds_inode(const struct expression *e, struct file *file)
{
    return compares(e, (long)file->status.st_ino);
}

static bool holds_modified(const struct expression *e, struct file *file)
{
    return compares(e, ((long)time(NULL) - (long)file->status.st_mtime) / DAY_SECONDS);
}

static bool holds_newer(const struct expression *e, struct file *file)
{
    return file->status.st_mtime > e->other.st_mtime;
}

static bool holds_permissions(const struct expression *e, struct file *file)
{
    mode_t mode = file->status.st_mode & 07777;
    return e->sign == '-' ? (mode & (mode_t)e->number) == (mode_t)e->number
                          : mode == (mode_t)e->number;
}

static bool holds_user(const struct expression *e, struct file *file)
{
    return (long)file->status.st_uid == e->number;
}

static bool holds_group(const struct expression *e, struct file *file)
{
    return (long)file->status.st_gid == e->number;
}

static bool do_print(const struct expression *e, struct file *file)
{
    (void)e;
    puts(file->path);
    return true;
}

static bool do_prune(const struct expression *e, struct file *file)
{
    (void)e;
    file->prunes = true;
    return true;
}

/* -exec command ... ; with {} for the path */
static bool do_execute(const struct expression *e, struct file *file)
{
    int count = 0, status;
    while (e->arguments[count] != NULL)
        count++;
    char *arguments[count + 1];
    for (int i = 0; i <= count; i++)
        arguments[i] = e->arguments[i] != NULL && strcmp(e->arguments[i], "{}") == 0
                           ? (char *)file->path
                           : e->arguments[i];
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execvp(arguments[0], arguments);
        warn("%s", arguments[0]);
        _exit(127);
    }
    if (child < 0)
        err(1, "fork");
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return status == 0;
}

static struct expression *make(bool (*holds)(const struct expression *, struct file *))
{
    struct expression *e = calloc(1, sizeof *e);
    if (e == NULL)
        err(1, NULL);
    e->holds = holds;
    return e;
}

static const struct expression *joined(bool (*holds)(const struct expression *, struct file *),
                                       const struct expression *left,
                                       const struct expression *right)
{
    struct expression *e = make(holds);
    e->left = left;
    e->right = right;
    return e;
}

static void parse_number(struct expression *e, int base, const char *primary)
{
    const char *text = e->text;
    char *end;
    if (*text == '+' || *text == '-')
        e->sign = *text++;
    e->number = strtol(text, &end, base);
    if (end == text || (*end != '\0' && !(*end == 'c' && end[1] == '\0')))
        errx(2, "%s %s: a number was expected", primary, e->text);
}

static void parse_user(struct expression *e, const char *primary)
{
    struct passwd *user = getpwnam(e->text);
    if (user != NULL)
        e->number = (long)user->pw_uid;
    else
        parse_number(e, 10, primary);
}

static void parse_group(struct expression *e, const char *primary)
{
    struct group *group = getgrnam(e->text);
    if (group != NULL)
        e->number = (long)group->gr_gid;
    else
        parse_number(e, 10, primary);
}

static const struct expression *parse_execute(void)
{
    struct expression *e = make(do_execute);
    e->arguments = at;
    while (*at != NULL && strcmp(*at, ";") != 0)
        at++;
    if (*at == NULL || at == e->arguments)
        errx(2, "-exec: a command and ; were expected");
    *at++ = NULL;
    has_action = true;
    return e;
}

enum operand { NONE, TEXT, NUMBER, OCTAL, USER, GROUP, FILE_NAME };

static const struct expression *parse_primary(void)
{
    static const struct {
        const char *name;
        bool (*holds)(const struct expression *, struct file *);
        enum operand operand;
        bool acts;
    } primaries[] = {
        {"-name", holds_name, TEXT, false},        {"-path", holds_path, TEXT, false},
        {"-type", holds_type, TEXT, false},        {"-size", holds_size, NUMBER, false},
        {"-links", holds_links, NUMBER, false},    {"-inum", holds_inode, NUMBER, false},
        {"-mtime", holds_modified, NUMBER, false}, {"-newer", holds_newer, FILE_NAME, false},
        {"-perm", holds_permissions, OCTAL, false}, {"-user", holds_user, USER, false},
        {"-group", holds_group, GROUP, false},     {"-print", do_print, NONE, true},
        {"-prune", do_prune, NONE, false},
    };
    const char *name = *at++;
    if (strcmp(name, "-exec") == 0)
        return parse_execute();
    if (strcmp(name, "-depth") == 0 || strcmp(name, "-xdev") == 0) {
        *(name[1] == 'd' ? &has_depth : &stays) = true;
        return make(holds_always);
    }
    for (size_t i = 0; i < sizeof primaries / sizeof primaries[0]; i++) {
        if (strcmp(primaries[i].name, name) != 0)
            continue;
        struct expression *e = make(primaries[i].holds);
        has_action |= primaries[i].acts;
        if (primaries[i].operand == NONE)
            return e;
        if (*at == NULL)
            errx(2, "%s: an argument is missing", name);
        e->text = *at++;
        if (primaries[i].operand == NUMBER || primaries[i].operand == OCTAL)
            parse_number(e, primaries[i].operand == OCTAL ? 8 : 10, name);
        else if (primaries[i].operand == USER)
            parse_user(e, name);
        else if (primaries[i].operand == GROUP)
            parse_group(e, name);
        else if (primaries[i].operand == FILE_NAME && stat(e->text, &e->other) < 0)
            err(1, "%s", e->text);
        return e;
    }
    errx(2, "%s: there is no such primary", name);
}

static const struct expression *parse_not(void)
{
    if (*at == NULL)
        errx(2, "the expression ends too soon");
    if (strcmp(*at, "!") == 0) {
        at++;
        return joined(holds_not, parse_not(), NULL);
    }
    if (strcmp(*at, "(") == 0) {
        at++;
        const struct expression *inner = parse_or();
        if (*at == NULL || strcmp(*at, ")") != 0)
            errx(2, ") expected");
        at++;
        return inner;
    }
    return parse_primary();
}

static const struct expression *parse_and(void)
{
    const struct expression *left = parse_not();
    while (*at != NULL && strcmp(*at, "-o") != 0 && strcmp(*at, ")") != 0) {
        if (strcmp(*at, "-a") == 0)
            at++;
        left = joined(holds_and, left, parse_not());
    }
    return left;
}

static const struct expression *parse_or(void)
{
    const struct expression *left = parse_and();
    while (*at != NULL && strcmp(*at, "-o") == 0) {
        at++;
        left = joined(holds_or, left, parse_and());
    }
    return left;
}

const struct expression *parse(char **arguments)
{
    at = arguments;
    if (*at == NULL)
        return make(do_print);
    const struct expression *all = parse_or();
    if (*at != NULL)
        errx(2, "%s: unexpected", *at);
    return has_action ? all : joined(holds_and, all, make(do_print));
}
