// The kernels, written for vectors of LANES floats. Each set includes this file once.

#include <math.h>
#include <string.h>

#include "sets.h"

#pragma clang fp contract(fast)

typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef int int_lanes __attribute__((vector_size(4 * LANES)));
typedef float loose_lanes __attribute__((vector_size(4 * LANES), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

INLINE lanes load(const float *x) { return *(const loose_lanes *)x; }

INLINE void store(float *x, lanes value) { *(loose_lanes *)x = value; }

INLINE lanes all(float x) { return (lanes){0} + x; }

INLINE lanes select(int_lanes condition, lanes yes, lanes no) {
  return (lanes)((condition & (int_lanes)yes) | (~condition & (int_lanes)no));
}

INLINE lanes larger(lanes a, lanes b) { return __builtin_elementwise_max(a, b); }

INLINE int_lanes index_from(int start) {
  int_lanes result;
  for (int i = 0; i < LANES; i++) result[i] = start + i;
  return result;
}

// The sum of a vector's floats: halves onto each other, always in the same order.
INLINE float sum(lanes x) {
  float parts[LANES];
  memcpy(parts, &x, sizeof parts);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) parts[i] += parts[i + half];
  return parts[0];
}

INLINE float largest_of(lanes x) {
  float result = x[0];
  for (int i = 1; i < LANES; i++) result = x[i] > result ? x[i] : result;
  return result;
}

// The floats from index i on, with `filler` for those from `count` on.
INLINE lanes get(const float *x, long i, long count, float filler) {
  if (i + LANES <= count) return load(x + i);
  lanes result = all(filler);
  memcpy(&result, x + i, (unsigned long)(count - i) * sizeof *x);
  return result;
}

// Replaces the floats from index i on, but none from `count` on.
INLINE void put(float *x, long i, long count, lanes value) {
  if (i + LANES <= count) {
    store(x + i, value);
  } else {
    memcpy(x + i, &value, (unsigned long)(count - i) * sizeof *x);
  }
}

#define EACH_VECTOR(i, count) for (long i = 0; i < (count); i += LANES)

// e^x as 2^n e^r, n the nearest whole number to x / ln 2, e^r by the polynomial of the Cephes
// library's expf; the relative error is below 2e-7. Arguments are clamped to [-87, 88], where the
// result is neither infinite nor denormal; what is not a number stays so.
INLINE lanes exponential(lanes x) {
  x = select(x < -87.0f, all(-87.0f), x);
  x = select(x > 88.0f, all(88.0f), x);
  // Adding and subtracting 1.5 * 2^23 rounds to a whole number.
  lanes shifted = x * 1.44269504f + 12582912.0f;
  lanes n = shifted - 12582912.0f;
  lanes r = x - n * 0.693359375f - n * -2.12194440e-4f;
  lanes p = all(1.98756915e-4f);
  p = p * r + 1.39819995e-3f;
  p = p * r + 8.3334519e-3f;
  p = p * r + 4.1665796e-2f;
  p = p * r + 1.66666655e-1f;
  p = p * r + 5.0000001e-1f;
  lanes e = p * (r * r) + r + 1.0f;
  // The rounded number's low mantissa bits hold n; shifted left they are the exponent of 2^n. A
  // product and not a sum of bits, so that what is not a number stays so.
  int_lanes bits = ((int_lanes)shifted + 127) << 23;
  return e * (lanes)bits;
}

// Rows and flat buffers.

static void norm_forward(
  const float *x, const float *gain, long rows, long width, float epsilon, float *output,
  float *inverse) {
  for (long row = 0; row < rows; row++, x += width, output += width) {
    lanes squares = all(0);
    EACH_VECTOR(i, width) {
      lanes value = get(x, i, width, 0);
      squares += value * value;
    }
    float factor = 1 / sqrtf(sum(squares) / (float)width + epsilon);
    inverse[row] = factor;
    EACH_VECTOR(i, width) {
      put(output, i, width, get(x, i, width, 0) * factor * get(gain, i, width, 0));
    }
  }
}

static void norm_backward(
  const float *output_gradient, const float *x, const float *inverse, const float *gain,
  long rows, long width, float *input_gradient, float *gain_gradient) {
  for (long row = 0; row < rows; row++) {
    float factor = inverse[row];
    lanes products = all(0);
    EACH_VECTOR(i, width) {
      lanes product = get(output_gradient, i, width, 0) * get(x, i, width, 0);
      put(gain_gradient, i, width, get(gain_gradient, i, width, 0) + product * factor);
      products += product * get(gain, i, width, 0);
    }
    float shared = sum(products) * factor * factor * factor / (float)width;
    EACH_VECTOR(i, width) {
      lanes direct = get(output_gradient, i, width, 0) * get(gain, i, width, 0) * factor;
      lanes change = direct - get(x, i, width, 0) * shared;
      put(input_gradient, i, width, get(input_gradient, i, width, 0) + change);
    }
    output_gradient += width;
    x += width;
    input_gradient += width;
  }
}

static void gelu_forward(float *x, long count, float *output) {
  const float root = 0.79788456f, cubic = 0.044715f;
  EACH_VECTOR(i, count) {
    lanes u = get(x, i, count, 0);
    lanes square = u * u * cubic;
    // u s with s = (1 + tanh z) / 2 = 1 / (1 + e^(-2z)) and z = sqrt(2 / pi) (u + 0.044715 u^3).
    lanes s = 1.0f / (exponential(u * (square + 1.0f) * (-2 * root)) + 1.0f);
    put(output, i, count, u * s);
    lanes slope = (square * 3.0f + 1.0f) * (2 * root);
    put(x, i, count, s + u * s * (1.0f - s) * slope);
  }
}

static void multiply(float *x, const float *factors, long count) {
  EACH_VECTOR(i, count) put(x, i, count, get(x, i, count, 0) * get(factors, i, count, 0));
}

static void scale(float *x, float factor, long count) {
  EACH_VECTOR(i, count) put(x, i, count, get(x, i, count, 0) * factor);
}

static void add_scaled(float *result, const float *x, float factor, long count) {
  EACH_VECTOR(i, count) {
    put(result, i, count, get(result, i, count, 0) + get(x, i, count, 0) * factor);
  }
}

static void copy_scaled(float *result, const float *x, float factor, long count) {
  EACH_VECTOR(i, count) put(result, i, count, get(x, i, count, 0) * factor);
}

typedef float four __attribute__((vector_size(16)));
typedef float loose_four __attribute__((vector_size(16), aligned(4)));

// The transpose of four rows of four floats.
INLINE void transpose_four(const float *x, long columns, float *result, long stride) {
  four a = *(const loose_four *)x, b = *(const loose_four *)(x + columns);
  four c = *(const loose_four *)(x + 2 * columns), d = *(const loose_four *)(x + 3 * columns);
  four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  four ef = __builtin_shufflevector(a, b, 2, 6, 3, 7), gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(loose_four *)result = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  *(loose_four *)(result + stride) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  *(loose_four *)(result + 2 * stride) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
  *(loose_four *)(result + 3 * stride) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
}

static void transpose(const float *x, long rows, long columns, float *result, long stride) {
  // Sixteen rows at a time, so that each line of the result is written whole while it is at hand.
  for (long top = 0; top < rows; top += 16) {
    long bottom = top + 16 < rows ? top + 16 : rows;
    long whole = top + (bottom - top) / 4 * 4;
    long j = 0;
    for (; j + 4 <= columns; j += 4)
      for (long i = top; i < whole; i += 4)
        transpose_four(x + i * columns + j, columns, result + j * stride + i, stride);
    for (; j < columns; j++)
      for (long i = top; i < whole; i++) result[j * stride + i] = x[i * columns + j];
    for (j = 0; j < columns; j++)
      for (long i = whole; i < bottom; i++) result[j * stride + i] = x[i * columns + j];
  }
}

INLINE float dot(const float *a, const float *b, long count) {
  lanes total = all(0);
  EACH_VECTOR(i, count) total += get(a, i, count, 0) * get(b, i, count, 0);
  return sum(total);
}

static float dot_product(const float *a, const float *b, long count) { return dot(a, b, count); }

// The floats after which a sum is carried on in double precision.
enum { sum_block = 1024 };

static double sum_of_squares(const float *x, long count) {
  double total = 0;
  for (long start = 0; start < count; start += sum_block) {
    long part = count - start < sum_block ? count - start : sum_block;
    total += dot(x + start, x + start, part);
  }
  return total;
}

INLINE float maximum_of(const float *x, long count) {
  lanes result = all(x[0]);
  EACH_VECTOR(i, count) result = larger(result, get(x, i, count, x[0]));
  return largest_of(result);
}

static float maximum(const float *x, long count) { return maximum_of(x, count); }

static float exponentiate(float *x, float offset, long count) {
  lanes total = all(0);
  long whole = count / LANES * LANES;
  EACH_VECTOR(i, whole) {
    lanes value = exponential(load(x + i) - offset);
    store(x + i, value);
    total += value;
  }
  float result = sum(total);
  if (whole < count) {
    lanes last = exponential(get(x, whole, count, 0) - offset);
    put(x, whole, count, last);
    for (long i = whole; i < count; i++) result += x[i];
  }
  return result;
}

static double sum_of_exponentials(const float *x, float offset, long count) {
  double result = 0;
  for (long start = 0; start < count; start += sum_block) {
    long part = count - start < sum_block ? count - start : sum_block;
    lanes total = all(0);
    // What fills up the last vector is as good as nothing: e^-87.
    EACH_VECTOR(i, part) total += exponential(get(x + start, i, part, offset - 1e4f) - offset);
    result += sum(total);
  }
  return result;
}

// The optimisers.

static void adam(
  float *parameters, const float *gradients, float *first, float *second, long count,
  float gradient_scale, float b1, float b2, float s1, float s2, float epsilon, float rate) {
  float a1 = 1 - b1, a2 = 1 - b2, step = rate * s1;
  EACH_VECTOR(i, count) {
    lanes g = get(gradients, i, count, 0) * gradient_scale;
    lanes m = get(first, i, count, 0) * b1 + g * a1;
    lanes v = get(second, i, count, 0) * b2 + g * g * a2;
    put(first, i, count, m);
    put(second, i, count, v);
    lanes root = __builtin_elementwise_sqrt(v * s2);
    put(parameters, i, count, get(parameters, i, count, 0) - step * m / (root + epsilon));
  }
}

static void momentum(
  float *moments, const float *gradients, float *direction, long count, float gradient_scale,
  float decay, float moment_weight, float gradient_weight) {
  float added = 1 - decay;
  EACH_VECTOR(i, count) {
    lanes g = get(gradients, i, count, 0) * gradient_scale;
    lanes moment = get(moments, i, count, 0) * decay + g * added;
    put(moments, i, count, moment);
    put(direction, i, count, moment * moment_weight + g * gradient_weight);
  }
}

static double accumulate(
  float *x, const float *const *others, long rows, long start, long count) {
  double result = 0;
  long end = start + count;
  for (; start < end; start += sum_block) {
    long part = end - start < sum_block ? end - start : sum_block;
    lanes squares = all(0);
    EACH_VECTOR(i, part) {
      lanes total = get(x + start, i, part, 0);
      for (long row = 0; row < rows; row++) total += get(others[row] + start, i, part, 0);
      put(x + start, i, part, total);
      squares += total * total;
    }
    result += sum(squares);
  }
  return result;
}

static void quadratic(
  float *result, const float *x, const float *square, float a, float b, float c, long side) {
  long count = side * side;
  EACH_VECTOR(i, count) {
    put(result, i, count, get(x, i, count, 0) * b + get(square, i, count, 0) * c);
  }
  for (long i = 0; i < side; i++) result[i * side + i] += a;
}

#include "attention.h"

const vector_kernels SET = {
  .name = NAME,
  .norm_forward = norm_forward,
  .norm_backward = norm_backward,
  .gelu_forward = gelu_forward,
  .multiply = multiply,
  .scale = scale,
  .add_scaled = add_scaled,
  .copy_scaled = copy_scaled,
  .transpose = transpose,
  .dot = dot_product,
  .sum_of_squares = sum_of_squares,
  .maximum = maximum,
  .exponentiate = exponentiate,
  .sum_of_exponentials = sum_of_exponentials,
  .attention_forward = attention_forward,
  .attention_backward = attention_backward,
  .attention_query = attention_query,
  .adam = adam,
  .momentum = momentum,
  .accumulate = accumulate,
  .quadratic = quadratic,
};
