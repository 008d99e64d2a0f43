/*
 * The host's own terminals as a second opinion: a pseudo-terminal with the same settings. Its flags
 * are others, so settings are given in this form.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <stdbool.h>

struct oracle_settings {
    bool canonical, signals, extended, xon, xany;
    bool echo, echoe, echok, echoke, echoctl, echonl, echoprt;
    bool icrnl, igncr, inlcr, istrip;
    bool opost, onlcr, tabs;
    int eol; /* a second end of lines; -1: none */
};

#define ORACLE_BYTES 8192

struct oracle_result {
    int reads;          /* how many reads there were */
    int lengths[400];   /* of each, in `text` one after the other */
    int text_bytes;
    char text[ORACLE_BYTES];
    int echo_bytes;
    char echo[ORACLE_BYTES];
};

/* Types `input`, which ends with `end` and a newline, reads until that has come, and takes what is
 * echoed, of which `echo_bytes` are expected. False: the host has no pseudo-terminals. */
bool oracle_run(const struct oracle_settings *settings, const char *input, int bytes, const char *end,
                int echo_bytes, struct oracle_result *result);

#endif
