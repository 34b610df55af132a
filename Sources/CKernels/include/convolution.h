#pragma once
#include <stdint.h>

// 3x3 convolutions with padding 1. Letters: C input and O output channels, H W input height and width, Ho
// Wo output height and width. A map is grouped: [groups of 8 channels][H][W][8], one group a "plane" here.

// Winograd's F(4x4, 3x3): a tile is 4x4 outputs, its input 6x6 pixels, its products 36 points. A row of
// tiles covers 4 rows of the map; where it reaches over the edge the map counts as zero. Tile t's vector
// of point p is at [p * stride + t * 8].

/// Points of the input, read as x, x * scale + shift or (`relu`) max(0, that); scale, shift [8] or null.
void ck_winograd_input(const float *plane, const float *scale, const float *shift, int relu, long H,
                       long W, long tile_row, long tiles, float *v, long stride);

/// Points of the output's gradient, for the gradient of the weights.
void ck_winograd_gradient(const float *plane, long H, long W, long tile_row, long tiles, float *v,
                          long stride);

/// Outputs of a row of tiles, and, unless null, each channel's sum and sum of squares: sums [8, 2].
void ck_winograd_output(const float *m, long stride, long H, long W, long tile_row, long tiles,
                        float *plane, double *sums);

/// As ck_winograd_output, max(0, y * scale + shift), and with `pool` its 2x2 maxima: plane [H/2, W/2, 8].
void ck_winograd_output_activated(const float *m, long stride, const float *scale,
                                  const float *shift, int pool, long H, long W, long tile_row,
                                  long tiles, float *plane);

/// Points of the weights [O, C, 9] of one group of inputs, as b of ck_product, [36][inputs * outputs].
/// @param turned not 0 for the data gradient: outputs are C, inputs O, taps turned by half.
void ck_winograd_weights(const float *weights, long O, long C, int turned, long group, float *u);

/// gradient [O, C, 9] += the gradient of one input channel's weights from that of its points, [36][C, O]
/// with C and O rounded up to 8.
void ck_winograd_weight_gradient(const float *u, long O, long C, long channel, float *gradient);

// The first convolution reads planes [C, H, W] of any stride. Tap k of output t is packed[taps[k] + t * stride].

/// Rows first ..< first + rows of C planes, x * scale + shift (or as they are), between zeros:
/// packed [C, rows, row_length], pixel 0 at 1.
void ck_stem_pack(const float *x, const float *scale, const float *shift, long C, long H, long W,
                  long first, long rows, float *packed, long row_length);

/// out[o][t][8] = the sum over k of tap k of t * weights; weights in panels as b of ck_product, K deep.
void ck_stem_forward(const float *packed, const int64_t *taps, long K, long stride,
                     const float *weights, long outputs, float *out, long out_stride, long n);

/// sums[k][o * 8 + j] += the sum over t of tap k of t * gradient[o][t][j]; K a multiple of 9.
void ck_stem_gradient(const float *packed, const int64_t *taps, long K, long stride,
                      const float *gradient, long gradient_stride, long outputs, long n,
                      float *sums);

// Columns for a library's matrix product.

/// columns [rows * Wo][C * 9] of output rows `first` on, from planes.
void ck_columns_planar(const float *x, const float *scale, const float *shift, int relu, long C,
                       long H, long W, long stride, long first, long rows, float *columns);

/// columns [rows * W][groups][9][8] of output rows `first` on, stride 1, from a grouped map.
void ck_columns(const float *x, const float *scale, const float *shift, int relu, long groups,
                long H, long W, long first, long rows, float *columns);

/// group [n, 8] = the first 8 of each row, and, unless null, each one's sum and sum of squares.
void ck_rows_to_group(const float *rows, long row_length, long n, float *group, double *sums);

/// The other way round.
void ck_group_to_rows(const float *group, long n, float *rows, long row_length);
