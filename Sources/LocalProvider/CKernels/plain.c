// What every processor of its kind has: SSE2 or NEON.

#define SET vector_kernels_plain
#define LANES 4
#if defined(__x86_64__)
#define NAME "SSE2"
#else
#define NAME "plain"
#endif

#include "body.h"
