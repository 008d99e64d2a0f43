/* A task has no interrupt levels; kprintf asks for the header. */
#ifndef UNDER_LEVELS_H
#define UNDER_LEVELS_H

typedef unsigned spl_t;

#endif
