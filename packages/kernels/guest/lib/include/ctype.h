/* Classes of characters: a table's look-up each, for EOF and the values of an unsigned char. */
#ifndef CTYPE_H
#define CTYPE_H

#define _CTYPE_UPPER 0x01
#define _CTYPE_LOWER 0x02
#define _CTYPE_DIGIT 0x04
#define _CTYPE_SPACE 0x08
#define _CTYPE_PUNCT 0x10
#define _CTYPE_CONTROL 0x20
#define _CTYPE_HEX 0x40   /* letters of hexadecimal numbers */
#define _CTYPE_BLANK 0x80 /* a space: printed, but not graphic */

/* The class of c is at c + 1. */
extern const unsigned char _ctype_classes[];

#define _CTYPE_ALPHA (_CTYPE_UPPER | _CTYPE_LOWER)
#define _CTYPE_ALNUM (_CTYPE_ALPHA | _CTYPE_DIGIT)
#define _CTYPE_GRAPH (_CTYPE_ALNUM | _CTYPE_PUNCT)
#define _CTYPE_IS(c, classes) ((_ctype_classes + 1)[c] & (classes))

int isalpha(int c);
int isupper(int c);
int islower(int c);
int isdigit(int c);
int isxdigit(int c);
int isalnum(int c);
int isspace(int c);
int isblank(int c);
int ispunct(int c);
int isprint(int c);
int isgraph(int c);
int iscntrl(int c);
int isascii(int c);
int toascii(int c);
int toupper(int c);
int tolower(int c);

#define isalpha(c) _CTYPE_IS(c, _CTYPE_ALPHA)
#define isupper(c) _CTYPE_IS(c, _CTYPE_UPPER)
#define islower(c) _CTYPE_IS(c, _CTYPE_LOWER)
#define isdigit(c) _CTYPE_IS(c, _CTYPE_DIGIT)
#define isxdigit(c) _CTYPE_IS(c, _CTYPE_DIGIT | _CTYPE_HEX)
#define isalnum(c) _CTYPE_IS(c, _CTYPE_ALNUM)
#define isspace(c) _CTYPE_IS(c, _CTYPE_SPACE)
#define ispunct(c) _CTYPE_IS(c, _CTYPE_PUNCT)
#define isprint(c) _CTYPE_IS(c, _CTYPE_GRAPH | _CTYPE_BLANK)
#define isgraph(c) _CTYPE_IS(c, _CTYPE_GRAPH)
#define iscntrl(c) _CTYPE_IS(c, _CTYPE_CONTROL)

#endif
