// Attention of one head over one document, for vectors of LANES floats.
//
// Documents are short and heads narrow, so a general matrix product spends its time in getting
// ready. Scores are held for a block of queries at a time, each block with the keys that any of its
// queries sees, and computed again on the way back from the logarithms of their sums (as in Dao et
// al., "FlashAttention", 2022): memory grows with the length and not with its square.

// C[i][j] (+)= sum over k of A(i, k) B[k][j], for `rows` rows and `columns` columns.
//
// A(i, k) is at a[i * a_row + k * a_step], so that A may be read as its transpose.
typedef struct {
  const float *a;
  long a_row, a_step;
  const float *b;
  long b_row;
  float *c;
  long c_row;
  long rows, columns, depth;
  int adds;
} product;

// A tile of ROWS rows and VECTORS vectors of COUNT floats, held in registers.
#define TILE(NAME, ROWS, VECTORS, COUNT, VECTOR, LOOSE)                            \
  INLINE void NAME(const product *p, long i, long j) {                             \
    VECTOR total[ROWS][VECTORS];                                                   \
    for (int r = 0; r < ROWS; r++)                                                 \
      for (int v = 0; v < VECTORS; v++) {                                          \
        const float *old = p->c + (i + r) * p->c_row + j + v * COUNT;              \
        total[r][v] = p->adds ? *(const LOOSE *)old : (VECTOR){0};                 \
      }                                                                            \
    const float *a = p->a + i * p->a_row, *b = p->b + j;                           \
    for (long k = 0; k < p->depth; k++, a += p->a_step, b += p->b_row) {           \
      VECTOR factor[VECTORS];                                                      \
      for (int v = 0; v < VECTORS; v++) factor[v] = *(const LOOSE *)(b + v * COUNT); \
      for (int r = 0; r < ROWS; r++)                                               \
        for (int v = 0; v < VECTORS; v++) total[r][v] += a[r * p->a_row] * factor[v]; \
    }                                                                              \
    for (int r = 0; r < ROWS; r++)                                                 \
      for (int v = 0; v < VECTORS; v++)                                            \
        *(LOOSE *)(p->c + (i + r) * p->c_row + j + v * COUNT) = total[r][v];       \
  }

enum { half = LANES / 2 };

typedef float half_lanes __attribute__((vector_size(2 * LANES)));
typedef float loose_half_lanes __attribute__((vector_size(2 * LANES), aligned(4)));

TILE(tile_4_2, 4, 2, LANES, lanes, loose_lanes)
TILE(tile_4_1, 4, 1, LANES, lanes, loose_lanes)
TILE(tile_4_half, 4, 1, half, half_lanes, loose_half_lanes)
TILE(tile_1_2, 1, 2, LANES, lanes, loose_lanes)
TILE(tile_1_1, 1, 1, LANES, lanes, loose_lanes)
TILE(tile_1_half, 1, 1, half, half_lanes, loose_half_lanes)

// The columns are a multiple of half a vector: those of a head are a multiple of 8.
INLINE void multiply_small(product p) {
  long i = 0;
  for (; i + 4 <= p.rows; i += 4) {
    long j = 0;
    for (; j + 2 * LANES <= p.columns; j += 2 * LANES) tile_4_2(&p, i, j);
    for (; j + LANES <= p.columns; j += LANES) tile_4_1(&p, i, j);
    for (; j < p.columns; j += half) tile_4_half(&p, i, j);
  }
  for (; i < p.rows; i++) {
    long j = 0;
    for (; j + 2 * LANES <= p.columns; j += 2 * LANES) tile_1_2(&p, i, j);
    for (; j + LANES <= p.columns; j += LANES) tile_1_1(&p, i, j);
    for (; j < p.columns; j += half) tile_1_half(&p, i, j);
  }
}

INLINE long padded(long count) { return (count + LANES - 1) / LANES * LANES; }

// Writes the transpose of `rows` rows as `width` rows of padded(rows) floats, filled up with zeros.
INLINE void transpose_padded(const float *x, long stride, long rows, long width, float *result) {
  long columns = padded(rows);
  for (long j = 0; j < width; j++) {
    float *target = result + j * columns;
    for (long i = 0; i < rows; i++) target[i] = x[i * stride + j];
    for (long i = rows; i < columns; i++) target[i] = 0;
  }
}

// The first product's results for the queries from `start` to `end`, padded(end) floats a row.
INLINE void products_with_keys(
  const attention_shape *s, const float *rows, long stride, const float *transposed_keys,
  long start, long end, float *result) {
  multiply_small((product){
    .a = rows + start * stride, .a_row = stride, .a_step = 1,
    .b = transposed_keys, .b_row = padded(s->places),
    .c = result, .c_row = padded(end),
    .rows = end - start, .columns = padded(end), .depth = s->head_width,
  });
}

static void attention_forward(
  const attention_shape *s, const float *queries, const float *keys, const float *values,
  float *results, float *log_sums, float *scratch) {
  long n = s->places;
  float *transposed_keys = scratch, *scores = scratch + s->head_width * padded(n);
  const int_lanes steps = index_from(0);
  transpose_padded(keys, s->stride, n, s->head_width, transposed_keys);
  for (long start = 0; start < n; start += query_block) {
    long end = start + query_block < n ? start + query_block : n;
    long columns = padded(end);
    products_with_keys(s, queries, s->stride, transposed_keys, start, end, scores);
    for (long query = start; query < end; query++) {
      float *row = scores + (query - start) * columns;
      lanes most = all(-INFINITY);
      for (long j = 0; j < columns; j += LANES) {
        int_lanes key = steps + (int)j;
        lanes distance = __builtin_convertvector((int)query - key, lanes);
        lanes score = load(row + j) * s->scale - distance * s->slope;
        score = select(key <= (int)query, score, all(-INFINITY));
        store(row + j, score);
        most = larger(most, score);
      }
      float offset = largest_of(most);
      lanes total = all(0);
      for (long j = 0; j < columns; j += LANES) {
        lanes value = exponential(load(row + j) - offset);
        // The exponential of minus infinity is small, and must be nothing.
        value = select(steps + (int)j <= (int)query, value, all(0));
        store(row + j, value);
        total += value;
      }
      float whole = sum(total);
      log_sums[query] = offset + logf(whole);
      float factor = 1 / whole;
      for (long j = 0; j < columns; j += LANES) store(row + j, load(row + j) * factor);
    }
    multiply_small((product){
      .a = scores, .a_row = columns, .a_step = 1,
      .b = values, .b_row = s->stride,
      .c = results + start * s->result_stride, .c_row = s->result_stride,
      .rows = end - start, .columns = s->head_width, .depth = end,
    });
  }
}

// With probabilities P, results O = P V and scores S: dV = P' dO, dP = dO V',
// dS = P (dP - rowsum(dO O)), dQ = dS K scale, dK = dS' Q scale.
static void attention_backward(
  const attention_shape *s, const float *queries, const float *keys, const float *values,
  const float *results, const float *log_sums, const float *result_gradients,
  float *query_gradients, float *key_gradients, float *value_gradients, float *scratch) {
  long n = s->places, width = s->head_width;
  float *transposed_keys = scratch, *transposed_values = transposed_keys + width * padded(n);
  float *probabilities = transposed_values + width * padded(n);
  float *gradients = probabilities + query_block * padded(n);
  const int_lanes steps = index_from(0);
  transpose_padded(keys, s->stride, n, width, transposed_keys);
  transpose_padded(values, s->stride, n, width, transposed_values);
  for (long place = 0; place < n; place++) {
    memset(key_gradients + place * s->stride, 0, (unsigned long)width * sizeof(float));
    memset(value_gradients + place * s->stride, 0, (unsigned long)width * sizeof(float));
  }
  for (long start = 0; start < n; start += query_block) {
    long end = start + query_block < n ? start + query_block : n;
    long columns = padded(end);
    products_with_keys(s, queries, s->stride, transposed_keys, start, end, probabilities);
    products_with_keys(
      s, result_gradients, s->result_stride, transposed_values, start, end, gradients);
    for (long query = start; query < end; query++) {
      float *row = probabilities + (query - start) * columns;
      float *gradient = gradients + (query - start) * columns;
      float shared = dot(
        result_gradients + query * s->result_stride, results + query * s->result_stride, width);
      for (long j = 0; j < columns; j += LANES) {
        int_lanes key = steps + (int)j;
        lanes distance = __builtin_convertvector((int)query - key, lanes);
        lanes score = load(row + j) * s->scale - distance * s->slope - log_sums[query];
        lanes value = select(key <= (int)query, exponential(score), all(0));
        store(row + j, value);
        // The scale of the scores belongs to the gradients of queries and keys alike.
        store(gradient + j, value * (load(gradient + j) - shared) * s->scale);
      }
    }
    multiply_small((product){
      .a = gradients, .a_row = columns, .a_step = 1,
      .b = keys, .b_row = s->stride,
      .c = query_gradients + start * s->stride, .c_row = s->stride,
      .rows = end - start, .columns = width, .depth = end,
    });
    // Every later block of the document adds to the keys and values that it sees.
    multiply_small((product){
      .a = gradients, .a_row = 1, .a_step = columns,
      .b = queries + start * s->stride, .b_row = s->stride,
      .c = key_gradients, .c_row = s->stride,
      .rows = end, .columns = width, .depth = end - start, .adds = 1,
    });
    multiply_small((product){
      .a = probabilities, .a_row = 1, .a_step = columns,
      .b = result_gradients + start * s->result_stride, .b_row = s->result_stride,
      .c = value_gradients, .c_row = s->stride,
      .rows = end, .columns = width, .depth = end - start, .adds = 1,
    });
  }
}

static void attention_query(
  const attention_shape *s, const float *query, const float *keys, const float *values,
  float *result, float *scratch) {
  long n = s->places, width = s->head_width;
  for (long key = 0; key < n; key++) {
    float product = dot(query, keys + key * s->stride, width);
    scratch[key] = product * s->scale - (float)(n - 1 - key) * s->slope;
  }
  float total = exponentiate(scratch, maximum_of(scratch, n), n);
  EACH_VECTOR(i, width) {
    lanes value = all(0);
    for (long key = 0; key < n; key++) {
      value += scratch[key] * get(values + key * s->stride, i, width, 0);
    }
    put(result, i, width, value / total);
  }
}
