#include "sets.h"

#if defined(__x86_64__)

int vector_kernels_count(void) {
  // The operating system's part in wide registers is looked at too.
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 1;
  if (!__builtin_cpu_supports("avx512f")) return 2;
  return 3;
}

const vector_kernels *vector_kernels_at(int index) {
  switch (index) {
    case 2: return &vector_kernels_avx512;
    case 1: return &vector_kernels_avx2;
    default: return &vector_kernels_plain;
  }
}

#else

int vector_kernels_count(void) { return 1; }

const vector_kernels *vector_kernels_at(int index) {
  (void)index;
  return &vector_kernels_plain;
}

#endif

const vector_kernels *vector_kernels_best(void) {
  static const vector_kernels *best;
  // Threads that come here at once all find and store the same pointer.
  const vector_kernels *known = __atomic_load_n(&best, __ATOMIC_RELAXED);
  if (!known) {
    known = vector_kernels_at(vector_kernels_count() - 1);
    __atomic_store_n(&best, known, __ATOMIC_RELAXED);
  }
  return known;
}

long attention_scratch(long places, long head_width) {
  long padded = (places + widest_vector - 1) / widest_vector * widest_vector;
  return 2 * padded * head_width + 2 * query_block * padded;
}
