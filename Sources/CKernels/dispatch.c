// Each kernel's name is bound to the variant for this processor when the program is loaded.
#include "CKernels.h"

#if defined(__x86_64__)
#define DISPATCH(result, name, parameters)                                           \
  result name##_base parameters;                                                     \
  result name##_avx2 parameters;                                                     \
  result name##_avx512 parameters;                                                   \
  typedef result(*name##_function) parameters;                                       \
  __attribute__((used)) static name##_function name##_resolve(void) {                \
    __builtin_cpu_init();                                                            \
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&   \
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))    \
      return name##_avx512;                                                          \
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))             \
      return name##_avx2;                                                            \
    return name##_base;                                                              \
  }                                                                                  \
  result name parameters __attribute__((ifunc(#name "_resolve")));

DISPATCH(void, ck_product, (const float *, long, long, const float *, long, float *, long, long))
DISPATCH(void, ck_product_transposed,
         (const float *, long, long, const float *, long, long, long, float *))
DISPATCH(void, ck_winograd_input,
         (const float *, const float *, const float *, int, long, long, long, long, float *, long))
DISPATCH(void, ck_winograd_gradient, (const float *, long, long, long, long, float *, long))
DISPATCH(void, ck_winograd_output, (const float *, long, long, long, long, long, float *, double *))
DISPATCH(void, ck_winograd_output_activated,
         (const float *, long, const float *, const float *, int, long, long, long, long, float *))
DISPATCH(void, ck_winograd_weights, (const float *, long, long, int, long, float *))
DISPATCH(void, ck_winograd_weight_gradient, (const float *, long, long, long, float *))
DISPATCH(void, ck_stem_pack,
         (const float *, const float *, const float *, long, long, long, long, long, float *,
          long))
DISPATCH(void, ck_stem_forward,
         (const float *, const int64_t *, long, long, const float *, long, float *, long, long))
DISPATCH(void, ck_stem_gradient,
         (const float *, const int64_t *, long, long, const float *, long, long, long, float *))
DISPATCH(void, ck_columns_planar,
         (const float *, const float *, const float *, int, long, long, long, long, long, long,
          float *))
DISPATCH(void, ck_columns,
         (const float *, const float *, const float *, int, long, long, long, long, long, float *))
DISPATCH(void, ck_rows_to_group, (const float *, long, long, float *, double *))
DISPATCH(void, ck_group_to_rows, (const float *, long, float *, long))
DISPATCH(void, ck_plane_sums, (const float *, long, double *))
DISPATCH(void, ck_map_sums, (const float *, long, double *))
DISPATCH(void, ck_affine, (const float *, const float *, const float *, int, long, float *))
DISPATCH(void, ck_pool, (const float *, const float *, const float *, long, long, float *))
DISPATCH(void, ck_global_pool,
         (const float *, const float *, const float *, long, long, float *, int32_t *))
DISPATCH(void, ck_relu_backward_sums,
         (const float *, const float *, const float *, const float *, const float *, long, double
          *))
DISPATCH(void, ck_relu_backward,
         (float *, const float *, const float *, const float *, const float *, const float *, const
          float *, long))
DISPATCH(void, ck_pool_backward_sums,
         (const float *, const float *, const float *, const float *, const float *, long, long,
          double *))
DISPATCH(void, ck_pool_backward,
         (float *, const float *, const float *, const float *, const float *, const float *, const
          float *, long, long))
DISPATCH(void, ck_inside_sums, (const float *, long, long, long, long, long, double *))
DISPATCH(void, ck_group_to_planes,
         (const float *, const float *, const float *, int, long, long, float *))
DISPATCH(void, ck_planes_to_group, (const float *, long, long, float *))
DISPATCH(void, ck_adam,
         (float *, const float *, float *, float *, long, float, float, float, float, float, float,
          float, float))
DISPATCH(double, ck_sum_of_squares, (const float *, long))
DISPATCH(void, ck_add, (const float *, float, float *, long))
DISPATCH(void, ck_layout_attract,
         (const float *, const int64_t *, const int32_t *, const float *, long, long, float *))
DISPATCH(double, ck_layout_cross_entropy,
         (const float *, const int64_t *, const int32_t *, const float *, long, long))
DISPATCH(double, ck_layout_repel,
         (const float *, long, long, const float *, const float *, long, float *))
DISPATCH(void, ck_layout_step,
         (const float *, const float *, const float *, float, float, float, float, const float *,
          float *, float *, float *, long))
DISPATCH(void, ck_layout_bounds, (const float *, long, double *, float *))
DISPATCH(void, ck_spline_spread,
         (const float *, long, long, const float *, const float *, float, float *, long))
DISPATCH(double, ck_spline_gather,
         (const float *, long, long, const float *, const float *, float, const float *, long,
          float *, float *))
DISPATCH(void, ck_columns_take, (const float *, long, long, long, float *))
DISPATCH(double, ck_columns_scale, (float *, long, const float *, const float *))
DISPATCH(void, ck_columns_put, (const float *, long, long, float *, long))
DISPATCH(float, ck_perplexity_row, (const float *, long, float, float *))
DISPATCH(void, ck_nearest_tile,
         (const float *, long, long, long, const ck_nearest_lists *, const ck_nearest_lists *, long,
          long, int, int))
DISPATCH(long, ck_nearest_sort, (uint64_t *, long, long))
DISPATCH(float, ck_squared_distance, (const float *, const float *, long))
DISPATCH(void, ck_nearest,
         (const float *, long, const float *, long, long, int32_t *, float *))
DISPATCH(double, ck_candidate, (float *, const float *, float, const float *, long))
DISPATCH(void, ck_accumulate, (const float *, double, double *, long))
DISPATCH(double, ck_exact_distance, (const float *, const float *, long))
DISPATCH(double, ck_dot, (const float *, const float *, long))
DISPATCH(long, ck_above, (const float *, const float *, long, int32_t *))
#endif
