/* Memory of the calling function's frame. */
#ifndef ALLOCA_H
#define ALLOCA_H
#define alloca(bytes) __builtin_alloca(bytes)
#endif
