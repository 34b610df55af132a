#pragma once
#include <stdint.h>

// Batch norm, ReLU and pooling over one plane (one channel of one image) at a time.
//
// z is a convolution's output; a = max(0, scale * z + shift) its activation, never stored.
// Backward, with g the gradient of a where a > 0 and 0 elsewhere, and xhat = (z - mean) / deviation:
//   dz = gamma / deviation * (g - average(g) - xhat * average(g * xhat)) = u * g + v * z + w
// with three numbers u, v, w a channel; dz takes the place of z.

/// sums[0] = sum of x, sums[1] = sum of x * x, over n values.
void ck_sums(const float *x, long n, double *sums);

/// y = x * scale + shift, clipped at zero when relu is not 0; y may be x.
void ck_affine(const float *x, float scale, float shift, int relu, long n, float *y);

/// y [H / 2, W / 2] = 2x2 maxima of max(0, scale * z + shift); odd rows and columns are dropped.
void ck_pool(const float *z, float scale, float shift, long H, long W, float *y);

/// The largest max(0, scale * z + shift) of n values, and where it is first met.
void ck_global_pool(const float *z, float scale, float shift, long n, float *y, int32_t *index);

/// sums[0] = sum of g, sums[1] = sum of g * (z - mean), g = gradient where a > 0.
void ck_relu_backward_sums(const float *z, const float *gradient, float scale, float shift,
                           float mean, long n, double *sums);

/// z = u * g + v * z + w, g = gradient where a > 0.
void ck_relu_backward(float *z, const float *gradient, float scale, float shift, float u, float v,
                      float w, long n);

/// As ck_relu_backward_sums through a 2x2 max-pool: gradient [H / 2, W / 2] reaches the first maximum.
void ck_pool_backward_sums(const float *z, const float *gradient, float scale, float shift,
                           float mean, long H, long W, double *sums);

/// As ck_relu_backward through a 2x2 max-pool.
void ck_pool_backward(float *z, const float *gradient, float scale, float shift, float u, float v,
                      float w, long H, long W);

/// inside[t] = sum of x over the output positions of a plane [Ho, Wo] whose tap t (of 3x3, padding 1)
/// lies inside the input [H, W] of that convolution.
void ck_inside_sums(const float *x, long Ho, long Wo, long H, long W, long stride, double *inside);
