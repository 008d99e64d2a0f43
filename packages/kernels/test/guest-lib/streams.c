/*
 * Streams: the same random operations on two files, one by the library's streams and one by the
 * host's. Between reading and writing there is a seek, as the C standard wants.
 */
#include "compare.h"

typedef struct guest_stream GUEST;

GUEST *guest_fopen(const char *, const char *);
int guest_fclose(GUEST *);
int guest_fflush(GUEST *);
int guest_fgetc(GUEST *);
int guest_ungetc(int, GUEST *);
char *guest_fgets(char *, int, GUEST *);
ssize_t guest_getline(char **, size_t *, GUEST *);
size_t guest_fread(void *, size_t, size_t, GUEST *);
int guest_fputc(int, GUEST *);
int guest_fputs(const char *, GUEST *);
size_t guest_fwrite(const void *, size_t, size_t, GUEST *);
int guest_fprintf(GUEST *, const char *, ...);
int guest_fseek(GUEST *, long, int);
long guest_ftell(GUEST *);
int guest_feof(GUEST *);
int guest_ferror(GUEST *);
int guest_setvbuf(GUEST *, char *, int, size_t);
void guest_free(void *);

#define CHUNK 3000
#define OPERATIONS 60
#define OUR_UNBUFFERED 2 /* _IONBF is the same here and there */
_Static_assert(_IONBF == OUR_UNBUFFERED, "the same number on the host");

static unsigned char chunk[CHUNK], our_chunk[CHUNK], their_chunk[CHUNK];
static char *our_line;
static size_t our_room;

static void fill(unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        chunk[i] = one_in(30) ? '\n' : 'a' + below(26);
}

#define SAME(what, a, b)                                                      \
    do {                                                                      \
        long ours_ = (a), theirs_ = (b);                                      \
        if (ours_ != theirs_)                                                 \
            DIFFER("%s (%s): %ld; the host: %ld", what, mode, ours_, theirs_); \
    } while (0)

static void write_something(GUEST *ours, FILE *theirs, const char *mode)
{
    unsigned bytes = below(one_in(5) ? CHUNK : 100);

    fill(bytes);
    switch (below(4)) {
    case 0:
        SAME("fputc", guest_fputc(chunk[0], ours), fputc(chunk[0], theirs));
        break;
    case 1:
        chunk[bytes == CHUNK ? bytes - 1 : bytes] = '\0';
        SAME("fputs", guest_fputs((char *)chunk, ours) < 0, fputs((char *)chunk, theirs) < 0);
        break;
    case 2:
        SAME("fwrite", guest_fwrite(chunk, 3, bytes / 3, ours),
             fwrite(chunk, 3, bytes / 3, theirs));
        break;
    default:
        SAME("fprintf", guest_fprintf(ours, "%d %10x %s\n", bytes, bytes * 77, "text"),
             fprintf(theirs, "%d %10x %s\n", bytes, bytes * 77, "text"));
    }
}

static void read_something(GUEST *ours, FILE *theirs, const char *mode)
{
    unsigned bytes = below(one_in(5) ? CHUNK : 100) + 2;

    if (bytes > CHUNK)
        bytes = CHUNK;
    memset(our_chunk, 0, CHUNK);
    memset(their_chunk, 0, CHUNK);
    switch (below(5)) {
    case 0:
        SAME("fgetc", guest_fgetc(ours), fgetc(theirs));
        break;
    case 1:
        SAME("fgets", guest_fgets((char *)our_chunk, bytes, ours) == NULL,
             fgets((char *)their_chunk, bytes, theirs) == NULL);
        break;
    case 2: {
        char *line = NULL;
        size_t room = 0;

        SAME("getline", guest_getline(&our_line, &our_room, ours), getline(&line, &room, theirs));
        if (line != NULL && our_line != NULL && !feof(theirs) && strcmp(line, our_line) != 0)
            DIFFER("getline's text");
        free(line);
        break;
    }
    case 3:
        SAME("fread", guest_fread(our_chunk, 1, bytes, ours),
             fread(their_chunk, 1, bytes, theirs));
        break;
    default: {
        int our_c = guest_fgetc(ours), their_c = fgetc(theirs);

        SAME("fgetc before ungetc", our_c, their_c);
        if (our_c != EOF && their_c != EOF) {
            SAME("ungetc", guest_ungetc(our_c, ours), ungetc(their_c, theirs));
            SAME("ftell after ungetc", guest_ftell(ours), ftell(theirs));
        }
    }
    }
    if (memcmp(our_chunk, their_chunk, CHUNK) != 0)
        DIFFER("what was read (%s)", mode);
    SAME("feof", guest_feof(ours) != 0, feof(theirs) != 0);
}

static void seek_somewhere(GUEST *ours, FILE *theirs, const char *mode)
{
    int whence = below(3);
    long offset = whence == SEEK_SET ? (long)below(4000) : (long)below(400) - 200;

    SAME("fseek", guest_fseek(ours, offset, whence), fseek(theirs, offset, whence));
    SAME("ftell after fseek", guest_ftell(ours), ftell(theirs));
}

static void operate(const char *our_path, const char *their_path)
{
    static const char *const modes[] = { "w", "w+", "r+", "a", "r", "a+" };
    const char *mode = modes[below(6)];
    GUEST *ours = guest_fopen(our_path, mode);
    FILE *theirs = fopen(their_path, mode);
    int may_read = mode[0] == 'r' || mode[1] == '+';
    int may_write = mode[0] != 'r' || mode[1] == '+';
    int reading = may_read && !(may_write && one_in(2));

    if (ours == NULL || theirs == NULL) {
        DIFFER("fopen %s", mode);
        return;
    }
    if (one_in(6)) {
        guest_setvbuf(ours, NULL, _IONBF, 0);
        setvbuf(theirs, NULL, _IONBF, 0);
    }
    if (may_read && may_write)
        seek_somewhere(ours, theirs, mode);
    for (int i = 0; i < OPERATIONS; i++) {
        if (one_in(8)) {
            seek_somewhere(ours, theirs, mode);
            if (may_read && may_write)
                reading = one_in(2);
        } else if (one_in(10)) {
            if (!reading) {
                SAME("fflush", guest_fflush(ours), fflush(theirs));
                SAME("ftell after fflush", guest_ftell(ours), ftell(theirs));
            }
        } else if (reading) {
            read_something(ours, theirs, mode);
        } else {
            write_something(ours, theirs, mode);
        }
    }
    SAME("ferror", guest_ferror(ours) != 0, ferror(theirs) != 0);
    SAME("fclose", guest_fclose(ours), fclose(theirs));
}

static void compare_files(const char *our_path, const char *their_path)
{
    FILE *ours = fopen(our_path, "r"), *theirs = fopen(their_path, "r");
    int a, b;

    do {
        a = getc(ours);
        b = getc(theirs);
    } while (a == b && a != EOF);
    if (a != b)
        DIFFER("the files' bytes at %ld", ftell(ours));
    fclose(ours);
    fclose(theirs);
}

void test(long rounds, const char *folder)
{
    char our_path[4096], their_path[4096];

    snprintf(our_path, sizeof(our_path), "%s/ours", folder);
    snprintf(their_path, sizeof(their_path), "%s/theirs", folder);
    fclose(fopen(our_path, "w"));
    fclose(fopen(their_path, "w"));
    for (long i = 0; i < rounds && differences == 0; i++) {
        operate(our_path, their_path);
        compare_files(our_path, their_path);
    }
}
