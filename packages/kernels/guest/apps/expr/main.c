/* expr: evaluates an expression of its arguments; 1 if it is null or 0, 2 if it is none. */
#include <err.h>
#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **at, **end;

static char *disjunction(void);

static char *copied(const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL)
        err(3, NULL);
    return copy;
}

static char *of_number(long value)
{
    char text[24];
    snprintf(text, sizeof text, "%ld", value);
    return copied(text);
}

static bool is_number(const char *text, long *value)
{
    char *rest;
    errno = 0;
    *value = strtol(text, &rest, 10);
    return *text != '\0' && *rest == '\0' && errno == 0;
}

static long number(const char *text)
{
    long value;
    if (!is_number(text, &value))
        errx(2, "%s: is no number", text);
    return value;
}

static bool is_null(const char *text)
{
    long value;
    return *text == '\0' || (is_number(text, &value) && value == 0);
}

static bool take(const char *operator)
{
    if (at == end || strcmp(*at, operator) != 0)
        return false;
    at++;
    return true;
}

static char *primary(void)
{
    if (at == end)
        errx(2, "an argument is missing");
    if (take("(")) {
        char *value = disjunction();
        if (!take(")"))
            errx(2, ") expected");
        return value;
    }
    return copied(*at++);
}

/* string : pattern, which begins at the string's beginning */
static char *match(void)
{
    char *left = primary();
    while (take(":")) {
        char *pattern = primary();
        regex_t compiled;
        regmatch_t found[2];
        char anchored[strlen(pattern) + 2];
        anchored[0] = '^';
        strcpy(anchored + 1, pattern + (*pattern == '^'));
        if (regcomp(&compiled, anchored, 0) != 0)
            errx(2, "%s: is no pattern", pattern);
        bool fits = regexec(&compiled, left, 2, found, 0) == 0;
        char *result;
        if (compiled.re_nsub > 0)
            result = fits && found[1].rm_so >= 0
                         ? strndup(left + found[1].rm_so,
                                   (size_t)(found[1].rm_eo - found[1].rm_so))
                         : copied("");
        else
            result = of_number(fits ? (long)found[0].rm_eo : 0);
        regfree(&compiled);
        free(left);
        free(pattern);
        left = result;
    }
    return left;
}

static char *product(void)
{
    char *left = match();
    for (;;) {
        char operator = take("*") ? '*' : take("/") ? '/' : take("%") ? '%' : 0;
        if (operator == 0)
            return left;
        char *right = match();
        long a = number(left), b = number(right);
        if (operator != '*' && b == 0)
            errx(2, "division by zero");
        free(left);
        free(right);
        left = of_number(operator == '*' ? a * b : operator == '/' ? a / b : a % b);
    }
}

static char *sum(void)
{
    char *left = product();
    for (;;) {
        char operator = take("+") ? '+' : take("-") ? '-' : 0;
        if (operator == 0)
            return left;
        char *right = product();
        long a = number(left), b = number(right);
        free(left);
        free(right);
        left = of_number(operator == '+' ? a + b : a - b);
    }
}

static char *comparison(void)
{
    static const char *const operators[] = {"=", "==", "!=", "<", "<=", ">", ">="};
    char *left = sum();
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (!take(operators[i]))
            continue;
        char *right = sum();
        long a, b;
        int order = is_number(left, &a) && is_number(right, &b) ? (a > b) - (a < b)
                                                                : strcmp(left, right);
        bool values[] = {order == 0, order == 0, order != 0, order < 0,
                         order <= 0, order > 0,  order >= 0};
        free(left);
        free(right);
        left = of_number(values[i]);
        i = (size_t)-1;
    }
    return left;
}

static char *conjunction(void)
{
    char *left = comparison();
    while (take("&")) {
        char *right = comparison();
        if (is_null(left) || is_null(right)) {
            free(left);
            left = copied("0");
        }
        free(right);
    }
    return left;
}

static char *disjunction(void)
{
    char *left = conjunction();
    while (take("|")) {
        char *right = conjunction();
        if (is_null(left)) {
            free(left);
            left = is_null(right) && *right == '\0' ? copied("0") : copied(right);
        }
        free(right);
    }
    return left;
}

int main(int count, char **arguments)
{
    at = arguments + 1;
    end = arguments + count;
    char *value = disjunction();
    if (at != end)
        errx(2, "%s: unexpected", *at);
    puts(value);
    return is_null(value);
}
