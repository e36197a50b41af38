#if defined(__x86_64__)

#define SET vector_kernels_avx2
#define LANES 8
#define NAME "AVX2"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "body.h"
#pragma clang attribute pop

#endif
