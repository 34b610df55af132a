#pragma once
#include <stdint.h>

// 3x3 convolutions with padding 1, one strip of output rows at a time.
//
// Letters: C input channels, O output channels, H W input height and width, Ho Wo output height and
// width, R output rows of the strip, Ws = Wo + 1 the flat row length.
//
// A strip is packed so that each of the nine taps is one contiguous stream: with flat output position
// p = r * Ws + x (the column x = Wo is a seam, computed and thrown away),
//   out[o][p] = sum over c, t of weight[o][c][t] * packed[c][p + tap[t]].
// Stride 1: a channel is R + 2 rows of Ws, each a zero and then the row: the zero that pads a row on the
// left also pads the row above on the right.
// Stride 2: a channel is four planes of R + 1 rows of Ws: even and odd rows and columns of the padded
// picture, so that again neighbouring outputs read neighbouring values.

/// Packs the input rows of a strip, x -> x, x * scale + shift or max(0, x * scale + shift) by channel.
/// @param x [C, H, W] of one image.
/// @param scale, shift [C], or both null for the values as they are.
/// @param relu not 0 to clip at zero.
/// @param first the first output row of the strip.
/// @param packed [C, channel_stride], channel_stride more than the channel takes; the rest is zeroed.
void ck_pack_strip(const float *x, const float *scale, const float *shift, int relu, long C, long H,
                   long W, long first, long R, long stride, float *packed, long channel_stride);

/// Columns for a matrix product: columns[c * 9 + t][n] = packed[c][first + n + tap[t]], n < N.
void ck_columns(const float *packed, long channel_stride, long C, const int64_t *taps, long first,
                long N, float *columns);

/// Output channels that the direct convolution computes together on this machine.
long ck_direct_block(void);

/// Floats of one vector on this machine.
long ck_vector_width(void);

/// Brings weights [O, C, 9] into the order [ceil(M / block)][K][9][block] with zeros past M, where
/// M = O, K = C, or, transposed and turned by half (for the data gradient), M = C, K = O.
void ck_pack_weights(const float *weights, long O, long C, int transposed, long block, float *packed);

/// out[o][p] for o < O, p < N and beyond to a multiple of 48; weights as ck_pack_weights with
/// ck_direct_block().
/// @param out [O rounded up to the block, out_stride].
void ck_direct_forward(const float *packed, long channel_stride, long C, const int64_t *taps,
                       const float *weights, float *out, long out_stride, long O, long N);

/// Adds the strip's weight gradients, unreduced: sums[o / 4][c][t][o % 4][ck_vector_width()].
/// @param gradient [O, gradient_stride]: p -> gradient of out[o][p], zero on the seam.
void ck_direct_weight_gradient(const float *packed, long channel_stride, long C,
                               const int64_t *taps, const float *gradient, long gradient_stride,
                               long O, long N, float *sums);

/// weight_gradient [O, C, 9] += the sums of ck_direct_weight_gradient over their vectors.
void ck_direct_weight_reduce(const float *sums, long O, long C, float *weight_gradient);

/// Drops the seam: z[o][first + r][x] = out[o][r * Ws + x], and, unless null, per channel the sum and
/// the sum of squares of the strip: sums [O, 2].
/// @param z [O, Ho, Wo] of one image.
void ck_unpack_strip(const float *out, long out_stride, long O, long Ho, long Wo, long first, long R,
                     float *z, double *sums);
