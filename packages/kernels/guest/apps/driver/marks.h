/*
 * The marks of a measured part, as the command line asks for them: it begins before the first fork
 * and ends when the last process has been waited for.
 */
#ifndef MARKS_H
#define MARKS_H

#define MARK_BEGIN 1
#define MARK_END 2

#endif
