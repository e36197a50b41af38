#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "CDNNL.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
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

dnnl_status_t cdnnl_sgemm(char left_form, char right_form, dnnl_dim_t rows, dnnl_dim_t columns,
                          dnnl_dim_t inner, float alpha, const float *left, dnnl_dim_t left_stride,
                          const float *right, dnnl_dim_t right_stride, float beta, float *result,
                          dnnl_dim_t result_stride) {
  if (!cdnnl_load()) return dnnl_unimplemented;
  return sgemm(left_form, right_form, rows, columns, inner, alpha, left, left_stride, right,
               right_stride, beta, result, result_stride);
}
