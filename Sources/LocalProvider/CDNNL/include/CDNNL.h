#pragma once

#include <dnnl.h>

/// Loads oneDNN for this process, once; 0 where there is none.
///
/// Commands that train nothing start without it: it brings three more libraries and two
/// milliseconds.
int cdnnl_load(void);

/// Why the library cannot be used although it is here, as the system says it; empty where there is
/// none.
const char *cdnnl_problem(void);

/// `dnnl_sgemm` of the loaded library; `dnnl_unimplemented` where there is none.
///
/// A row of the result depends on no other row, to the last bit; the library itself keeps that with AVX-512
/// alone.
dnnl_status_t cdnnl_sgemm(char left_form, char right_form, dnnl_dim_t rows, dnnl_dim_t columns,
                          dnnl_dim_t inner, float alpha, const float *left, dnnl_dim_t left_stride,
                          const float *right, dnnl_dim_t right_stride, float beta, float *result,
                          dnnl_dim_t result_stride);
