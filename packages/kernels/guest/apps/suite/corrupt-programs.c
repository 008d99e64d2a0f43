/*
 * Programs that are damaged: an ELF header or a segment that cannot be must be ENOEXEC, and at any
 * rate nobody but the process that wanted to execute it may notice.
 */
#include "suite.h"

#define HEAD 4096
#define RANDOM_TURNS 150

static unsigned char head[HEAD];

/* Offsets in a file for 32 bits: the header, then the descriptions of segments. */
enum {
    E_CLASS = 4,
    E_DATA = 5,
    E_VERSION = 6,
    E_TYPE = 16,
    E_MACHINE = 18,
    E_ENTRY = 24,
    E_PHOFF = 28,
    E_EHSIZE = 40,
    E_PHENTSIZE = 42,
    E_PHNUM = 44,
    P_TYPE = 0,
    P_OFFSET = 4,
    P_VADDR = 8,
    P_FILESZ = 16,
    P_MEMSZ = 20,
    P_BYTES = 32
};

static uint32_t word_at(int at)
{
    return head[at] | head[at + 1] << 8 | head[at + 2] << 16 | (uint32_t)head[at + 3] << 24;
}

static void put_bytes(const char *name, int at, uint32_t value, int count)
{
    unsigned char bytes[4] = { value, value >> 8, value >> 16, value >> 24 };
    int file = open(name, O_WRONLY);

    CHECK(file >= 0);
    SAME(lseek(file, at, SEEK_SET), at);
    write_all(file, bytes, count);
    close_ok(file);
}

static void read_head(const char *path)
{
    int file = open(path, O_RDONLY);

    CHECK(file >= 0);
    read_all(file, head, sizeof(head));
    close_ok(file);
}

static void restore_head(const char *name)
{
    int file = open(name, O_WRONLY);

    CHECK(file >= 0);
    write_all(file, head, sizeof(head));
    close_ok(file);
}

/* Status of the copy when executed as "@exit 9"; 200 and more: it was not. */
static int status_of_copy(void)
{
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        catch_signal(SIGALRM, SIG_DFL, 0);
        alarm(5);
        execl("./copy", "copy", "@exit", "9", (char *)NULL);
        _exit(errno == ENOEXEC ? 201 : errno == ENOMEM ? 202 : 200);
    }
    status = status_of(child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void expect_refused(int at, uint32_t value, int count)
{
    char text[80];
    int status;

    put_bytes("copy", at, value, count);
    status = status_of_copy();
    restore_head("copy");
    if (status == 201)
        return;
    snprintf(text, sizeof(text), "%#x at %d: %d, must be ENOEXEC", (unsigned)value, at, status);
    fail(__FILE__, __LINE__, text);
}

static void damaged_header(void)
{
    copy_file(program_path, "copy", 0755);
    read_head("copy");
    SAME(status_of_copy(), 9);
    expect_refused(0, 0x7e, 1); /* the magic number */
    expect_refused(3, 'f', 1);
    expect_refused(E_CLASS, 2, 1); /* of 64 bits */
    expect_refused(E_DATA, 2, 1);  /* big-endian */
    expect_refused(E_VERSION, 0, 1);
    expect_refused(E_TYPE, 1, 2); /* an object, a library, a core file */
    expect_refused(E_TYPE, 3, 2);
    expect_refused(E_TYPE, 4, 2);
    expect_refused(E_MACHINE, 3, 2); /* another machine's */
    expect_refused(E_MACHINE, 0, 2);
    expect_refused(E_EHSIZE, 10, 2);
    expect_refused(E_PHENTSIZE, 16, 2);
    expect_refused(E_PHNUM, 0, 2);
    expect_refused(E_PHNUM, 0xffff, 2);
    expect_refused(E_PHOFF, 0, 4);
    expect_refused(E_PHOFF, 0xfffffff0, 4);
    expect_refused(E_PHOFF, 0x7ffffff0, 4);
    expect_refused(E_PHOFF, 2, 4);
    expect_refused(E_ENTRY, 0, 4); /* outside of the text */
    expect_refused(E_ENTRY, 0x80030000, 4);
    expect_refused(E_ENTRY, 0x10000000, 4);
    expect_refused(E_ENTRY, word_at(E_ENTRY) + 2, 4);
    SAME(status_of_copy(), 9);
}

static void damaged_segments(void)
{
    copy_file(program_path, "copy", 0755);
    read_head("copy");
    for (int i = 0; i < (int)(word_at(E_PHNUM) % 0x10000); i++) {
        int at = word_at(E_PHOFF) + i * P_BYTES;

        if (word_at(at + P_TYPE) != 1)
            continue;
        expect_refused(at + P_TYPE, 2, 4); /* PT_DYNAMIC */
        expect_refused(at + P_TYPE, 3, 4); /* PT_INTERP */
        expect_refused(at + P_VADDR, 0, 4);
        expect_refused(at + P_VADDR, 0x80000000, 4); /* the kernel's */
        expect_refused(at + P_VADDR, 0xc0000000, 4);
        expect_refused(at + P_VADDR, 0xfffff000, 4);
        expect_refused(at + P_VADDR, 0x7ffff000, 4); /* above the stack */
        expect_refused(at + P_VADDR, word_at(at + P_VADDR) + 4, 4);
        expect_refused(at + P_OFFSET, 0x7ffff000, 4);
        expect_refused(at + P_OFFSET, 0xfffff000, 4);
        expect_refused(at + P_OFFSET, word_at(at + P_OFFSET) + 4, 4);
        expect_refused(at + P_FILESZ, 0x7fffffff, 4);
        expect_refused(at + P_FILESZ, 0xffffffff, 4);
        expect_refused(at + P_FILESZ, word_at(at + P_MEMSZ) + 1, 4);
        expect_refused(at + P_MEMSZ, 0, 4);
        expect_refused(at + P_MEMSZ, 0xffffffff, 4);
        expect_refused(at + P_MEMSZ, 0x7fffffff, 4); /* beyond the stack */
    }
    SAME(status_of_copy(), 9);
}

/* Text and data on one another, and data larger than there is memory. */
static void overlapping_segments(void)
{
    int text, data;

    copy_file(program_path, "copy", 0755);
    read_head("copy");
    text = word_at(E_PHOFF);
    data = text + P_BYTES;
    if (word_at(E_PHNUM) % 0x10000 < 2 || word_at(data + P_TYPE) != 1)
        SKIP("there are no two segments");
    expect_refused(data + P_VADDR, word_at(text + P_VADDR), 4);
    expect_refused(data + P_VADDR, word_at(text + P_VADDR) - 0x1000, 4);
    put_bytes("copy", data + P_MEMSZ, 0x60000000, 4);
    CHECK(status_of_copy() >= 200 || status_of_copy() < 0);
    put_bytes("copy", data + P_MEMSZ, 0x04000000, 4); /* more than the limit of data */
    CHECK(status_of_copy() >= 200 || status_of_copy() < 0);
    restore_head("copy");
    put_bytes("copy", data + P_VADDR, 0x20000000, 4); /* where no data can be */
    CHECK(status_of_copy() >= 200 || status_of_copy() < 0);
    restore_head("copy");
    SAME(status_of_copy(), 9);
}

static void shortened_programs(void)
{
    static const int sizes[] = { 1, 3, 4, 16, 51, 52, 60, 84, 100, 116, 512, 4095, 4096, 5000 };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        int status;

        copy_file(program_path, "copy", 0755);
        SAME(truncate("copy", sizes[i]), 0);
        status = status_of_copy();
        CHECK(status == 201 || (!IS_OURS && status != 9));
    }
}

/* Whatever is in the head: a process may end by it, nobody else is concerned. */
static void random_damage(void)
{
    uint32_t state = 1993;

    copy_file(program_path, "copy", 0755);
    read_head("copy");
    for (int turn = 0; turn < RANDOM_TURNS; turn++) {
        for (int i = random_next(&state) % 4; i >= 0; i--) {
            int at = random_next(&state) % 120;
            static const uint32_t values[] = { 0, 1, 0xffffffff, 0x80000000, 0x7fffffff,
                                               0x00400000, 0x10000000, 0xfff };

            put_bytes("copy", at, random_next(&state) % 2 ? random_next(&state)
                                                                  : values[random_next(&state) % 8],
                      1 << random_next(&state) % 3);
        }
        (void)status_of_copy();
        restore_head("copy");
    }
    SAME(status_of_copy(), 9);
}

/* The text itself is anything. */
static void random_text(void)
{
    uint32_t state = 1995, entry;

    copy_file(program_path, "copy", 0755);
    read_head("copy");
    entry = word_at(E_ENTRY) - word_at(word_at(E_PHOFF) + P_VADDR) +
            word_at(word_at(E_PHOFF) + P_OFFSET);
    for (int turn = 0; turn < 60; turn++) {
        for (int i = 0; i < 8; i++)
            put_bytes("copy", entry + 4 * i, random_next(&state), 4);
        (void)status_of_copy();
    }
}

const struct test corrupt_programs[] = {
    TEST(damaged_header, MIPS),
    TEST(damaged_segments, MIPS),
    TEST(overlapping_segments, MIPS),
    TEST(shortened_programs, 0),
    TEST(random_damage, MIPS),
    TEST(random_text, MIPS),
    END,
};
