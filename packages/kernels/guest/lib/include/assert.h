/* assert(condition): end with a message unless it holds. NDEBUG before the inclusion: nothing. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) \
    ((condition) ? (void)0 : __assertion_failed(#condition, __FILE__, __LINE__))
#endif

#ifndef ASSERT_H
#define ASSERT_H
void __assertion_failed(const char *condition, const char *file, int line)
    __attribute__((noreturn));
#define static_assert _Static_assert
#endif
