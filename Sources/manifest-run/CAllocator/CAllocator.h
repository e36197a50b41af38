#pragma once

#include <malloc.h>

/// Lets the C library grow the memory of each thread by 16 MiB in place of single pages, for each of
/// which it would call the system. What is not used takes no memory.
static inline void callocator_grow_in_large_pieces(void) {
  mallopt(M_TOP_PAD, 16 << 20);
  // Setting any of them ends the library's own adaptation; these are what that leads to.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}
