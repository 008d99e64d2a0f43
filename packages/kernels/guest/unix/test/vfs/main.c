/*
 * vfs-test NAME runs one test, without arguments lists them; vfs-test host SEED FOLDER CALLS UID
 * compares with the host's own file system, vfs-test model SEED WALKS with a model of paths.
 */
#include <unix/buf.h>

#include "host.h"

#define FILES 70
#define BUFFER_BYTES (256 * 1024)

static const struct test *const all[] = {path_tests, cache_tests, open_tests, file_tests,
                                         select_tests, attribute_tests, directory_tests,
                                         device_tests, mount_tests, failure_tests};

static void start(void)
{
    static struct user first;
    static struct proc proc;

    current_user = &first; /* until there is a root for processes to be in */
    first.u_proc = &proc;
    first.u_cred = cred_get();
    files_start(FILES);
    name_cache_start();
    buffer_cache_start(BUFFER_BYTES);
    mount_root();
    cred_free(first.u_cred);
    become(0);
    check_invariants();
}

/* After everything is closed, as much memory is in use as before anything was. Tests unmount what they
 * mount. */
static void run(const struct test *t)
{
    int pieces;

    start();
    pieces = kmem_pieces;
    t->run();
    on_sleep = NULL;
    copies_until_fault = steps_until_error = -1;
    for (int i = 0; i < PROCESSES; i++)
        if (users[i].u_proc != NULL) {
            become(i);
            files_exit();
            cred_free(current->u_cred);
        }
    CHECK(file_list == NULL);
    check_invariants();
    CHECK_IS(kmem_pieces, pieces - 1); /* the first process's credentials */
    printf("ok\n");
    exit(0);
}

int main(int count, char **arguments)
{
    if (count == 6 && strcmp(arguments[1], "host") == 0) {
        start();
        return compare_with_host((unsigned)atol(arguments[2]), arguments[3],
                                 (int)atol(arguments[4]), (uid_t)atol(arguments[5]));
    }
    if (count == 4 && strcmp(arguments[1], "model") == 0) {
        start();
        return compare_with_model((unsigned)atol(arguments[2]), (int)atol(arguments[3]));
    }
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        for (const struct test *t = all[i]; t->name != NULL; t++) {
            if (count < 2)
                printf("%s\n", t->name);
            else if (strcmp(t->name, arguments[1]) == 0)
                run(t);
        }
    return count < 2 ? 0 : 2;
}
