/* sed [-n] [-E] script [file ...], sed [-n] [-E] [-e script] [-f file] ... [file ...] */
#include <stdlib.h>
#include <unistd.h>

#include "sed.h"

static void usage(void)
{
    fputs("usage: sed [-n] [-E] script [file ...]\n"
          "       sed [-n] [-E] [-e script] ... [-f script-file] ... [file ...]\n",
          stderr);
    exit(BAD_USAGE);
}

int main(int argc, char **argv)
{
    static struct program program;
    int has_script = 0, option;

    while ((option = getopt(argc, argv, "nEre:f:")) != -1) {
        switch (option) {
        case 'n':
            prints_lines = 0;
            break;
        case 'E':
        case 'r':
            extended_expressions = 1;
            break;
        case 'e':
            script_add_text(optarg);
            has_script = 1;
            break;
        case 'f':
            script_add_file(optarg);
            has_script = 1;
            break;
        default:
            usage();
        }
    }
    if (exit_status != 0)
        return exit_status;
    argv += optind;
    if (!has_script) {
        if (*argv == NULL)
            usage();
        script_add_text(*argv++);
    }
    output_begin();
    compile(&program);
    input_files(argv);
    execute(&program);
    output_flush();
    return exit_status;
}
