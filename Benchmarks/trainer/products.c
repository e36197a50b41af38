// Stands before oneDNN's dnnl_sgemm and writes down how long the products of each part of a
// training step take. Loaded by `profile` with LD_PRELOAD; WIDTH, HEAD_WIDTH and VOCABULARY say
// which model is trained.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef int sgemm(
  char, char, long, long, long, float, const float *, long, const float *, long, float, float *,
  long);

enum { vocabulary, layers, heads, muon, parts };

static const char *names[parts] = {"vocabulary", "layers", "heads", "muon"};
static struct { double seconds, operations; long calls; } totals[parts];
static sgemm *original;
static long width, head_width, tokens;

static double processor_time(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void report(void) {
  const char *path = getenv("PRODUCTS");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  for (int i = 0; i < parts; i++) {
    fprintf(
      file, "%s %ld %.6f %.0f\n", names[i], totals[i].calls, totals[i].seconds,
      totals[i].operations);
  }
  fclose(file);
}

static long setting(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

static int is_side(long n) { return n == width || n == 3 * width || n == 4 * width; }

static int part(long m, long n, long k, long lda, long ldb) {
  // A block of the logits' columns has rows as long as the vocabulary.
  if (k == tokens || lda == tokens || ldb == tokens) return vocabulary;
  if (m == head_width || n == head_width || k == head_width) return heads;
  // A row of documents has the length of a matrix's side now and then; that is not worth a flag.
  if (is_side(m) && is_side(n) && is_side(k)) return muon;
  return layers;
}

int dnnl_sgemm(
  char ta, char tb, long m, long n, long k, float alpha, const float *a, long lda, const float *b,
  long ldb, float beta, float *c, long ldc) {
  if (!original) {
    width = setting("WIDTH");
    head_width = setting("HEAD_WIDTH");
    tokens = setting("VOCABULARY");
    original = (sgemm *)dlsym(RTLD_NEXT, "dnnl_sgemm");
    atexit(report);
  }
  double start = processor_time();
  int status = original(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  int i = part(m, n, k, lda, ldb);
  totals[i].seconds += processor_time() - start;
  totals[i].operations += 2.0 * (double)m * (double)n * (double)k;
  totals[i].calls++;
  return status;
}
