/* exec: formats, scripts, arguments, identities, errors. */
#include <abi/wait.h>

#include "host.h"

#define WORDS 128

static uint32_t elf[WORDS], size;

/* Words of the headers (see good_elf in files.c), by name. */
enum {
    TYPE_MACHINE = 4, VERSION, ENTRY, PHOFF, FLAGS = 9, SIZES, COUNT,
    TEXT = 13, DATA = 21, /* segments: */
    TYPE = 0, OFFSET, VADDR, FILESZ = 4, MEMSZ, SEGMENT_FLAGS
};

static int parse(struct image *image)
{
    struct program_file file = {(const uint8_t *)elf, min(size, PROGRAM_HEAD), size};

    return elf32_mips.parse(&file, image);
}

static void good(void)
{
    bcopy(test_files[0].bytes, elf, sizeof elf);
    size = 0x8000;
}

static void good_formats(void)
{
    struct image image;

    good();
    CHECK_IS(parse(&image), 0);
    CHECK_IS(image.entry, 0x400010);
    CHECK_IS(image.text, 0x400000);
    CHECK_IS(image.text_size, 0x180);
    CHECK_IS(image.data, 0x10000000);
    CHECK_IS(image.data_size, 0x100);
    CHECK_IS(image.bss_size, 0x2000);
    elf[DATA + OFFSET] = 0x1000;
    CHECK_IS(parse(&image), 0);
    CHECK_IS(image.data_offset, 0x1000);
    elf[DATA + FILESZ] = 0; /* zeros only */
    CHECK_IS(parse(&image), 0);
    elf[DATA + TYPE] = 4; /* a note: no data at all */
    CHECK_IS(parse(&image), 0);
    CHECK_IS(image.data, 0x401000);
    CHECK_IS(image.data_size + image.bss_size, 0);
}

static const struct {
    int word;
    uint32_t value;
} bad_words[] = {
    {0, 0x464c457e}, {1, 0x00010102}, {1, 0x00010201}, {1, 0x00000101},
    {TYPE_MACHINE, 0x00080003}, {TYPE_MACHINE, 0x003e0002}, {TYPE_MACHINE, 0x00080001},
    {VERSION, 2}, {FLAGS, 0x20000000}, {FLAGS, 0x70000000},
    {ENTRY, 0x3ffffc}, {ENTRY, 0x400180}, {ENTRY, 0x400012}, {ENTRY, 0}, {ENTRY, 0xfffffffc},
    {PHOFF, 48}, {PHOFF, 0}, {PHOFF, 53}, {PHOFF, 500}, {PHOFF, 0xffffffe0}, {PHOFF, 0x7ffffff0},
    {SIZES, 0x00200033}, {SIZES, 0x00210034}, {SIZES, 0x00000034},
    {COUNT, 0}, {COUNT, 0xffff}, {COUNT, 15},
    {TEXT + TYPE, 3}, {TEXT + TYPE, 2}, {TEXT + TYPE, 0}, {DATA + TYPE, 3}, {DATA + TYPE, 2},
    {TEXT + OFFSET, 4}, {TEXT + OFFSET, 0x8000}, {TEXT + OFFSET, 0xfffff000},
    {TEXT + VADDR, 0x400004}, {TEXT + VADDR, 0}, {TEXT + VADDR, 0x10000000},
    {TEXT + VADDR, 0x20000000},
    {TEXT + FILESZ, 0x181}, {TEXT + FILESZ, 0x17f}, {TEXT + MEMSZ, 0x200}, {TEXT + MEMSZ, 0},
    {TEXT + SEGMENT_FLAGS, 4}, {TEXT + SEGMENT_FLAGS, 7}, {TEXT + SEGMENT_FLAGS, 6},
    {DATA + SEGMENT_FLAGS, 5}, {DATA + SEGMENT_FLAGS, 7}, {DATA + SEGMENT_FLAGS, 4},
    {DATA + OFFSET, 0x100}, {DATA + OFFSET, 0x8000}, {DATA + VADDR, 0x10000010},
    {DATA + VADDR, 0x400000}, {DATA + VADDR, 0x300000}, {DATA + VADDR, 0},
    {DATA + FILESZ, 0x2101}, {DATA + FILESZ, 0xffffffff}, {DATA + MEMSZ, 0}, {DATA + MEMSZ, 0xff},
};

static void bad_formats(void)
{
    struct image image;

    for (unsigned i = 0; i < sizeof bad_words / sizeof *bad_words; i++) {
        good();
        elf[bad_words[i].word] = bad_words[i].value;
        if (parse(&image) != ENOEXEC) {
            printf("word %d, value %x is taken\n", bad_words[i].word, (int)bad_words[i].value);
            exit(1);
        }
    }
    good();
    for (size = 0; size < 0x180; size++) /* cut short */
        CHECK_IS(parse(&image), ENOEXEC);
}

/* Whatever is in the file, nothing breaks, and what is taken is sound. */
static void any_formats(void)
{
    struct image image;
    uint32_t seed = 4711;

    for (int step = 0; step < 300000; step++) {
        good();
        for (int n = 0; n < 2; n++) {
            seed = seed * 1664525 + 1013904223;
            ((uint8_t *)elf)[(seed >> 8) % 116] = seed >> 24;
        }
        if (parse(&image) != 0)
            continue;
        CHECK(image.entry >= image.text && image.entry < image.text + image.text_size);
        CHECK(image.text % PAGE_SIZE == 0 && image.data % PAGE_SIZE == 0);
        CHECK(image.text_offset + image.text_size <= size);
        CHECK(image.data_offset + image.data_size <= size);
        CHECK(image.data >= image.text + image.text_size || image.text_size == 0);
    }
}

/* The words at the stack pointer, as a program finds them. */
static void look(int *count, char ***arguments, char ***environment)
{
    extern uaddr_t last_sp;
    uaddr_t *at = (uaddr_t *)last_sp;

    CHECK_IS(last_sp % 8, 0);
    *count = at[0];
    *arguments = (char **)(at + 1);
    *environment = *arguments + *count + 1;
}

uaddr_t last_sp, last_pc;

void thread_start_at(uaddr_t pc, uaddr_t sp)
{
    last_pc = pc;
    last_sp = sp;
}

static void shows(void)
{
    char **arguments, **environment;
    int count;

    look(&count, &arguments, &environment);
    CHECK_IS(last_pc, 0x400010);
    CHECK_IS(count, 3);
    CHECK(strcmp(arguments[0], "a") == 0 && strcmp(arguments[1], "") == 0);
    CHECK(strcmp(arguments[2], "long argument") == 0 && arguments[3] == NULL);
    CHECK(strcmp(environment[0], "X=1") == 0 && environment[1] == NULL);
    CHECK(environment[0] > arguments[2] && (uaddr_t)environment[0] < stack_top);
    CHECK((uaddr_t)environment[0] + 4 > stack_top - 8);
    CHECK(strcmp(current->u_comm, "shows") == 0);
    CHECK((current->u_proc->p_flag & P_EXECED) != 0);
    CHECK_IS(current->u_acflag, 0);
    CHECK_IS(files_execed, 2);
    leave(1);
}

static void execs(void)
{
    const char *const arguments[] = {"a", "", "long argument", NULL}, *const environment[] = {"X=1", NULL};

    CALL(execve, (long)"/bin/shows", (long)arguments, (long)environment);
}

static void as_a_script(void)
{
    char **arguments, **environment;
    int count;

    look(&count, &arguments, &environment);
    CHECK_IS(count, 5);
    CHECK(strcmp(arguments[0], "/bin/sh") == 0);
    CHECK(strcmp(arguments[1], "-e  x") == 0);
    CHECK(strcmp(arguments[2], "/script") == 0);
    CHECK(strcmp(arguments[3], "") == 0 && strcmp(arguments[4], "long argument") == 0);
    CHECK(environment[0] == NULL);
    CHECK(strcmp(current->u_comm, "script") == 0);
    CHECK_IS(current->u_cred->cr_uid, 0); /* set-uid of neither */
    leave(2);
}

static void execs_script(void)
{
    const char *const arguments[] = {"a", "", "long argument", NULL};

    CALL(execve, (long)"/script", (long)arguments, 0);
}

static void add_text(const char *name, const char *text)
{
    file_add(name, text, strlen(text), 0755, NULL);
}

static void arguments_arrive(void)
{
    char **arguments, **environment;
    int count, status;

    look(&count, &arguments, &environment); /* of process 1 */
    CHECK_IS(count, 2);
    CHECK(strcmp(arguments[0], "init") == 0 && strcmp(arguments[1], "-s") == 0);
    program_add("/bin/shows", shows);
    wait_for(spawn(execs), &status);
    CHECK_IS(WEXITSTATUS(status), 1);
    add_text("/script", "#! \t/bin/sh  -e  x \t\nrest");
    test_files[test_file_count - 1].mode |= S_ISUID;
    test_files[test_file_count - 1].uid = 7;
    program_add("/bin/sh", as_a_script)->mode |= S_ISUID;
    test_files[test_file_count - 1].uid = 8;
    wait_for(spawn(execs_script), &status);
    CHECK_IS(WEXITSTATUS(status), 2);
}

static long try(const char *path) { return CALL(execve, (long)path, 0, 0); }

static void refused(void)
{
    static char longest[ARG_MAX + 1];
    const char *const too_long[] = {longest, NULL};
    const char *const bad[] = {"a", (const char *)BAD_ADDRESS, NULL};
    struct test_file *f = program_add("/program", shows);

    CHECK_IS(try("/nothing"), -ENOENT);
    CHECK_IS(CALL(execve, BAD_ADDRESS, 0, 0), -EFAULT);
    f->vnode.v_type = VDIR;
    CHECK_IS(try("/program"), -EACCES);
    f->vnode.v_type = VREG;
    f->mode &= ~0111;
    CHECK_IS(try("/program"), -EACCES); /* the superuser, too */
    f->mode |= 0755;
    f->vnode.v_writers = 1;
    CHECK_IS(try("/program"), -ETXTBSY);
    f->vnode.v_writers = 0;
    for (int i = 0; i < ARG_MAX; i++)
        longest[i] = 'x';
    CHECK_IS(CALL(execve, (long)"/program", (long)too_long, 0), -E2BIG);
    CHECK_IS(CALL(execve, (long)"/program", (long)bad, 0), -EFAULT);
    CHECK_IS(CALL(execve, (long)"/program", 0, (long)bad), -EFAULT);
    CHECK_IS(CALL(execve, (long)"/program", BAD_ADDRESS, 0), -EFAULT);
    current->u_rlimit[RLIMIT_DATA].rlim_cur = 0x2000;
    CHECK_IS(try("/program"), -ENOMEM);
    add_text("/empty", "");
    add_text("/text", "no program\n");
    add_text("/self", "#!/text\n");
    add_text("/script", "#!/script\n");
    add_text("/nameless", "#! \n");
    add_text("/unended", "#!/program");
    add_text("/long", "#!/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
    add_text("/absent", "#!/nothing\n");
    CHECK_IS(try("/empty"), -ENOEXEC);
    CHECK_IS(try("/text"), -ENOEXEC);
    CHECK_IS(try("/self"), -ENOEXEC);
    CHECK_IS(try("/script"), -ENOEXEC); /* one level */
    CHECK_IS(try("/nameless"), -ENOEXEC);
    CHECK_IS(try("/unended"), -ENOEXEC);
    CHECK_IS(try("/long"), -ENOEXEC);
    CHECK_IS(try("/absent"), -ENOENT);
    f->mode = S_IFREG | 0744;
    CALL(setuid, 5);
    CHECK_IS(try("/program"), -EACCES);
}

static void largest(void)
{
    static char text[ARG_MAX];
    static const char *vector[ARG_MAX];
    size_t before = kmem_statistics.in_use;

    program_add("/program", shows);
    for (int i = 0; i < ARG_MAX - 1; i++)
        text[i] = 'x';
    current->u_rlimit[RLIMIT_STACK].rlim_cur = 1; /* so that it comes back */
    vector[0] = text; /* with its NUL, exactly ARG_MAX */
    CHECK_IS(CALL(execve, (long)"/program", (long)vector, 0), -ENOMEM);
    vector[1] = "";
    CHECK_IS(CALL(execve, (long)"/program", (long)vector, 0), -E2BIG);
    CHECK(kmem_statistics.in_use == before);
}

static void has_identity(void)
{
    CHECK_IS(CALL(getuid, 0), 3);
    CHECK_IS(second_value, 44);
    CHECK_IS(CALL(getgid, 0), 0);
    CHECK_IS(second_value, 55);
    CHECK_IS(CALL(setuid, 3), 0);
    CHECK_IS(CALL(setuid, 44), 0); /* saved */
    CHECK_IS(current->u_proc->p_uid, 44);
    leave(5);
}

static void becomes(void)
{
    CALL(setuid, 3);
    CALL(execve, (long)"/su", 0, 0);
}

static void identities(void)
{
    struct test_file *f = program_add("/su", has_identity);
    int status;

    f->mode |= S_ISUID | S_ISGID;
    f->uid = 44;
    f->gid = 55;
    wait_for(spawn(becomes), &status);
    CHECK_IS(WEXITSTATUS(status), 5);
    CHECK_IS(current->u_cred->cr_uid, 0);
}

static void memory_lost(void)
{
    size_t before = kmem_statistics.in_use;
    int status;

    program_add("/bin/shows", shows);
    space_fails = true;
    wait_for(spawn(execs), &status);
    CHECK_IS(WTERMSIG(status), SIGKILL);
    CHECK(kmem_statistics.in_use == before);
}

const struct test exec_tests[] = {
    {"good programs", good_formats},
    {"damaged programs", bad_formats},
    {"programs with anything in them", any_formats},
    {"arguments arrive", arguments_arrive},
    {"what exec refuses", refused},
    {"the most arguments", largest},
    {"set-user-id programs", identities},
    {"memory lost in exec", memory_lost},
    {NULL, NULL},
};
