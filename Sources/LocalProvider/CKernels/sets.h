// What the files of this target share.

#ifndef SETS_H
#define SETS_H

#include "CKernels.h"

enum {
  // The queries of which attention holds the scores at a time.
  query_block = 32,
  // The most floats of one vector in any set.
  widest_vector = 16,
};

extern const vector_kernels vector_kernels_plain;

#if defined(__x86_64__)
extern const vector_kernels vector_kernels_avx2;
extern const vector_kernels vector_kernels_avx512;
#endif

#endif
