#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "CDNNL.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static __typeof__(&dnnl_sgemm) sgemm;

// Why the library that is here cannot be used; empty where there is none.
static char problem[512];

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {"libdnnl.so.3", "libdnnl.so.2", "libdnnl.so"};
  // With less, the library ends the process in the middle of a product.
  const rlim_t least = (rlim_t)768 << 20;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < least) {
    snprintf(problem, sizeof problem, "the limit on memory is %llu KiB, and %llu KiB are the least (ulimit -v)",
             (unsigned long long)limit.rlim_cur >> 10, (unsigned long long)least >> 10);
    return;
  }
  void *file = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !file; i++) {
    // Global, so that the functions of the OpenMP library that it brings are found by name.
    file = dlopen(names[i], RTLD_NOW | RTLD_GLOBAL);
    if (file) break;
    const char *words = dlerror();
    // That there is no file of this name says nothing of the others; a library that it needs may lack too.
    int is_absent = words && strncmp(words, names[i], strlen(names[i])) == 0 && strstr(words, "No such file");
    if (words && !is_absent && !*problem) snprintf(problem, sizeof problem, "%s", words);
  }
  // Searched for in the whole program, so that one that was preloaded to measure products comes first.
  if (file) *(void **)&sgemm = dlsym(RTLD_DEFAULT, "dnnl_sgemm");
}

const char *cdnnl_problem(void) {
  cdnnl_load();
  return problem;
}

int cdnnl_load(void) {
  pthread_once(&once, load);
  return sgemm != NULL;
}

// Without AVX-512 the library sums a row in another order where fewer rows stand beside it. In blocks of so
// many rows, each of them full, every row is summed alike.
enum { block_rows = 16 };

static int depends_on_other_rows(void) {
#if defined(__x86_64__)
  return !__builtin_cpu_supports("avx512f");
#else
  return 0;
#endif
}

// The product of fewer rows than a block has, filled up with zeros.
static dnnl_status_t multiply_part(char left_form, char right_form, dnnl_dim_t rows, dnnl_dim_t columns,
                                   dnnl_dim_t inner, float alpha, const float *left, dnnl_dim_t left_stride,
                                   const float *right, dnnl_dim_t right_stride, float beta, float *result,
                                   dnnl_dim_t result_stride) {
  float *block = calloc((size_t)block_rows * (size_t)(inner + columns), sizeof *block);
  if (!block) return dnnl_out_of_memory;
  float *product = block + block_rows * inner;
  // Of a transposed factor the rows that are meant are columns in memory.
  int is_transposed = left_form == 'T';
  dnnl_dim_t lines = is_transposed ? inner : rows, width = is_transposed ? rows : inner;
  dnnl_dim_t block_stride = is_transposed ? block_rows : inner;
  for (dnnl_dim_t line = 0; line < lines; line++)
    memcpy(block + line * block_stride, left + line * left_stride, (size_t)width * sizeof *block);
  for (dnnl_dim_t row = 0; row < rows && beta != 0; row++)
    memcpy(product + row * columns, result + row * result_stride, (size_t)columns * sizeof *block);
  dnnl_status_t status = sgemm(left_form, right_form, block_rows, columns, inner, alpha, block, block_stride,
                               right, right_stride, beta, product, columns);
  for (dnnl_dim_t row = 0; row < rows && status == dnnl_success; row++)
    memcpy(result + row * result_stride, product + row * columns, (size_t)columns * sizeof *block);
  free(block);
  return status;
}

dnnl_status_t cdnnl_sgemm(char left_form, char right_form, dnnl_dim_t rows, dnnl_dim_t columns,
                          dnnl_dim_t inner, float alpha, const float *left, dnnl_dim_t left_stride,
                          const float *right, dnnl_dim_t right_stride, float beta, float *result,
                          dnnl_dim_t result_stride) {
  if (!cdnnl_load()) return dnnl_unimplemented;
  if (!depends_on_other_rows())
    return sgemm(left_form, right_form, rows, columns, inner, alpha, left, left_stride, right, right_stride,
                 beta, result, result_stride);
  dnnl_status_t status = dnnl_success;
  for (dnnl_dim_t row = 0; row < rows && status == dnnl_success; row += block_rows) {
    const float *part = left + row * (left_form == 'T' ? 1 : left_stride);
    float *target = result + row * result_stride;
    if (rows - row >= block_rows)
      status = sgemm(left_form, right_form, block_rows, columns, inner, alpha, part, left_stride, right, right_stride,
                     beta, target, result_stride);
    else
      status = multiply_part(left_form, right_form, rows - row, columns, inner, alpha, part, left_stride, right,
                             right_stride, beta, target, result_stride);
  }
  return status;
}
