/* Strings and memory. */
#ifndef STRING_H
#define STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
void *memchr(const void *memory, int byte, size_t bytes);
void *memrchr(const void *memory, int byte, size_t bytes);
void *memccpy(void *restrict to, const void *restrict from, int last, size_t bytes);
void *mempcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmem(const void *memory, size_t bytes, const void *part, size_t part_bytes);

size_t strlen(const char *string);
size_t strnlen(const char *string, size_t most);
char *strcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t bytes);
char *stpcpy(char *restrict to, const char *restrict from);
char *strcat(char *restrict to, const char *restrict from);
char *strncat(char *restrict to, const char *restrict from, size_t bytes);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t bytes);
int strcoll(const char *a, const char *b);
size_t strxfrm(char *restrict to, const char *restrict from, size_t bytes);
char *strchr(const char *string, int c);
char *strrchr(const char *string, int c);
char *strstr(const char *string, const char *part);
size_t strspn(const char *string, const char *set);
size_t strcspn(const char *string, const char *set);
char *strpbrk(const char *string, const char *set);
char *strtok(char *restrict string, const char *restrict separators);
char *strtok_r(char *restrict string, const char *restrict separators, char **restrict rest);
char *strsep(char **string, const char *separators);
char *strdup(const char *string);
char *strndup(const char *string, size_t most);
char *strerror(int error);
char *strsignal(int signal);

#include <strings.h>

#endif
