/* Streams on files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define LINES 3000
#define CHUNK 20000

static void write_lines(void)
{
    FILE *stream = fopen("lines", "w");

    CHECK(stream != NULL);
    if (stream == NULL)
        return;
    for (int i = 0; i < LINES; i++)
        CHECK(fprintf(stream, "line %d of many\n", i) > 0);
    CHECK(fclose(stream) == 0);
}

static void read_lines(void)
{
    FILE *stream = fopen("lines", "r");
    char line[80], expected[80];
    char *longer = NULL;
    size_t room = 0;
    int c, newlines = 0;

    CHECK(stream != NULL);
    if (stream == NULL)
        return;
    for (int i = 0; i < LINES; i++) {
        sprintf(expected, "line %d of many\n", i);
        CHECK(fgets(line, sizeof(line), stream) != NULL && strcmp(line, expected) == 0);
    }
    CHECK(fgets(line, sizeof(line), stream) == NULL && feof(stream));
    rewind(stream);
    while ((c = getc(stream)) != EOF)
        newlines += c == '\n';
    CHECK(newlines == LINES);
    CHECK(fseek(stream, -15, SEEK_END) == 0);
    CHECK(getline(&longer, &room, stream) > 0 && strcmp(longer, "e 2999 of many\n") == 0);
    free(longer);
    CHECK(fseek(stream, 5, SEEK_SET) == 0 && getc(stream) == '0' && ftell(stream) == 6);
    CHECK(ungetc('#', stream) == '#' && getc(stream) == '#' && ftell(stream) == 6);
    CHECK(putc('x', stream) == EOF && ferror(stream));
    CHECK(fclose(stream) == 0);
}

static void update(void)
{
    FILE *stream = fopen("update", "w+");
    static char chunk[CHUNK], again[CHUNK];

    CHECK(stream != NULL);
    if (stream == NULL)
        return;
    for (int i = 0; i < CHUNK; i++)
        chunk[i] = i * 31;
    CHECK(fwrite(chunk, 1, CHUNK, stream) == CHUNK);
    rewind(stream);
    CHECK(fread(again, 10, CHUNK / 10, stream) == CHUNK / 10);
    CHECK(memcmp(chunk, again, CHUNK) == 0);
    CHECK(fseek(stream, 100, SEEK_SET) == 0 && fputs("here", stream) >= 0);
    CHECK(fseek(stream, 99, SEEK_SET) == 0 && fread(again, 1, 6, stream) == 6);
    CHECK(again[0] == chunk[99] && memcmp(again + 1, "here", 4) == 0 && again[5] == chunk[104]);
    CHECK(fclose(stream) == 0);
    stream = fopen("update", "a");
    CHECK(stream != NULL && fputs("end", stream) >= 0 && ftell(stream) == CHUNK + 3);
    CHECK(fclose(stream) == 0);
}

static void others(void)
{
    FILE *stream = tmpfile();

    CHECK(stream != NULL && fputs("vanishes", stream) >= 0 && fflush(stream) == 0);
    if (stream != NULL)
        CHECK(fclose(stream) == 0);
    stream = fopen("unbuffered", "w");
    CHECK(stream != NULL);
    if (stream == NULL)
        return;
    setbuf(stream, NULL);
    CHECK(fprintf(stream, "%d and %s", 1, "two") == 9 && fputc('3', stream) == '3');
    CHECK(freopen("unbuffered", "r", stream) == stream);
    CHECK(getc(stream) == '1');
    CHECK(fclose(stream) == 0);
    CHECK(fopen("none/here", "r") == NULL);
}

void test_streams(void)
{
    write_lines();
    read_lines();
    update();
    others();
    CHECK(remove("lines") == 0 && remove("update") == 0 && unlink("unbuffered") == 0);
}
