#if defined(__x86_64__)

#define SET vector_kernels_avx512
#define LANES 16
#define NAME "AVX-512"

#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
#include "body.h"
#pragma clang attribute pop

#endif
