#pragma once
#include <stdint.h>

// Batch norm, ReLU and pooling on one plane: a group of 8 channels of one image, [H, W, 8] or [n, 8]. The
// numbers of channels (scale, shift, ...) are [8]; the activation of z is a = max(0, z * scale + shift).

/// The sum and the sum of squares of n values of one channel.
void ck_plane_sums(const float *x, long n, double *sums);

/// Each channel's sum and sum of squares: sums [8, 2].
void ck_map_sums(const float *z, long n, double *sums);

/// y = x * scale + shift, with `relu` not below zero.
void ck_affine(const float *x, const float *scale, const float *shift, int relu, long n, float *y);

/// y [H / 2, W / 2, 8] = 2x2 maxima of the activation.
void ck_pool(const float *z, const float *scale, const float *shift, long H, long W, float *y);

/// y, index [channels]: the largest activation of n and its (first) place; 0 where none is above zero.
void ck_global_pool(const float *z, const float *scale, const float *shift, long n, long channels,
                    float *y, int32_t *index);

/// sums [8, 2] of g and g * (z - mean), g the gradient where a > 0.
void ck_relu_backward_sums(const float *z, const float *gradient, const float *scale,
                           const float *shift, const float *mean, long n, double *sums);

/// z = u * g + v * z + w.
void ck_relu_backward(float *z, const float *gradient, const float *scale, const float *shift,
                      const float *u, const float *v, const float *w, long n);

/// As ck_relu_backward_sums, through 2x2 maxima: gradient [H / 2, W / 2, 8].
void ck_pool_backward_sums(const float *z, const float *gradient, const float *scale,
                           const float *shift, const float *mean, long H, long W, double *sums);

/// As ck_relu_backward, through 2x2 maxima (the first of equal ones gets the gradient).
void ck_pool_backward(float *z, const float *gradient, const float *scale, const float *shift,
                      const float *u, const float *v, const float *w, long H, long W);

/// inside [8, 9] = each channel's sum over the outputs whose tap lies inside the input H x W.
void ck_inside_sums(const float *z, long Ho, long Wo, long H, long W, long stride, double *inside);

/// planes [channels, n] = the first channels of a group, x * scale + shift (or as they are), with `relu` not
/// below zero.
void ck_group_to_planes(const float *group, const float *scale, const float *shift, int relu,
                        long n, long channels, float *planes);

/// The other way round; the other channels become zero.
void ck_planes_to_group(const float *planes, long n, long channels, float *group);
