// The trainer's element-wise and per-head work, once for each set of vector instructions.
//
// Swift compiles a module for one set of instructions. These loops decide how fast training is, and
// the program must run on processors without the newest ones, so they are written in C, compiled
// for each set, and chosen when the program runs.
//
// All matrices are rows of 32-bit floats. No pointer needs an alignment above that of a float, and
// no two pointers of a call overlap unless it says so. The order in which each sum is taken depends
// on the instructions and on the counts alone.

#ifndef CKERNELS_H
#define CKERNELS_H

#pragma clang assume_nonnull begin

// One head of attention over one document. Place p's query, key and value are `head_width` floats
// at `queries + p * stride`, `keys + p * stride` and `values + p * stride`; its result is at
// `results + p * result_stride`. `head_width` is a multiple of 8.
typedef struct {
  long places;
  long head_width;
  long stride;
  long result_stride;
  // What a score loses for each place between query and key.
  float slope;
  // The factor on the product of query and key, 1 / sqrt(head_width).
  float scale;
} attention_shape;

typedef struct {
  // The name of the instructions, as in "AVX-512".
  const char *name;

  // Root-mean-square norm of each row: output = x * inverse * gain, inverse = 1 / rms(x).
  void (*norm_forward)(
    const float *x, const float *gain, long rows, long width, float epsilon, float *output,
    float *inverse);

  // Adds to `input_gradient` and `gain_gradient`; with y = x r g, dx = r g dy - x r^3 / width sum(dy g x).
  void (*norm_backward)(
    const float *output_gradient, const float *x, const float *inverse, const float *gain,
    long rows, long width, float *input_gradient, float *gain_gradient);

  // The tanh form of the Gaussian error linear unit; `x` is replaced by the unit's slope there.
  void (*gelu_forward)(float *x, long count, float *output);

  // x *= factors, float by float.
  void (*multiply)(float *x, const float *factors, long count);

  // x *= factor.
  void (*scale)(float *x, float factor, long count);

  // result += factor * x.
  void (*add_scaled)(float *result, const float *x, float factor, long count);

  // result = factor * x.
  void (*copy_scaled)(float *result, const float *x, float factor, long count);

  // Writes the transpose of `rows` rows of `columns` floats, whose own rows are `stride` floats apart.
  void (*transpose)(const float *x, long rows, long columns, float *result, long stride);

  // The sum of the products of two rows' floats.
  float (*dot)(const float *a, const float *b, long count);

  // The sum of squares, with little rounding error.
  double (*sum_of_squares)(const float *x, long count);

  // The largest float; `count` is at least 1. What it is where one is not a number is undefined.
  float (*maximum)(const float *x, long count);

  // Replaces each float by e^(x - offset) and returns their sum.
  float (*exponentiate)(float *x, float offset, long count);

  // The sum of e^(x - offset).
  double (*sum_of_exponentials)(const float *x, float offset, long count);

  // Causal attention of one head over one document.
  //
  // Query i sees the keys j <= i with the score scale * q.k - slope * (i - j). `log_sums` gets the
  // logarithm of the sum of the exponentiated scores of each query. `scratch` holds
  // attention_scratch(places, head_width) floats.
  void (*attention_forward)(
    const attention_shape *shape, const float *queries, const float *keys, const float *values,
    float *results, float *log_sums, float *scratch);

  // The gradients of queries, keys and values, which are replaced; they lie as their originals do.
  // `result_gradients` lies as `results` does; `results` and `log_sums` are what the forward gave.
  void (*attention_backward)(
    const attention_shape *shape, const float *queries, const float *keys, const float *values,
    const float *results, const float *log_sums, const float *result_gradients,
    float *query_gradients, float *key_gradients, float *value_gradients, float *scratch);

  // The result of one query that follows shape->places - 1 earlier places: it sees all
  // shape->places keys, whose rows are `stride` floats apart. `scratch` holds one score a place.
  void (*attention_query)(
    const attention_shape *shape, const float *query, const float *keys, const float *values,
    float *result, float *scratch);

  // One step of Adam with decoupled, absent weight decay:
  // m = m b1 + g (1 - b1), v = v b2 + g^2 (1 - b2), p -= rate m s1 / (sqrt(v s2) + epsilon),
  // with g = gradient * gradient_scale.
  void (*adam)(
    float *parameters, const float *gradients, float *first, float *second, long count,
    float gradient_scale, float b1, float b2, float s1, float s2, float epsilon, float rate);

  // Momentum with Nesterov's look-ahead: moment = moment * decay + g * (1 - decay), direction =
  // moment * moment_weight + g * gradient_weight, with g = gradient * gradient_scale.
  void (*momentum)(
    float *moments, const float *gradients, float *direction, long count, float gradient_scale,
    float decay, float moment_weight, float gradient_weight);

  // Adds to `count` floats of `x` from `start` on the same floats of each of `others`, one after
  // another, and returns the sum of the results' squares.
  double (*accumulate)(
    float *x, const float *_Nonnull const *_Nonnull others, long rows, long start, long count);

  // result = a I + b x + c square, all `side` by `side`.
  void (*quadratic)(
    float *result, const float *x, const float *square, float a, float b, float c, long side);
} vector_kernels;

// The kernels for the newest instructions that this processor has.
const vector_kernels *vector_kernels_best(void);

// How many sets of kernels this processor can run; at least 1.
int vector_kernels_count(void);

// One of the sets that this processor can run, from 0, the plainest.
const vector_kernels *vector_kernels_at(int index);

// The floats that the attention kernels need to work in.
long attention_scratch(long places, long head_width);

#pragma clang assume_nonnull end

#endif
