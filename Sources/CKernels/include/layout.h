#pragma once
#include <stdint.h>

// t-SNE. A layout is points [n, 2]; kernels take the points first ..< last of it and write from the
// start of `out`, unless said otherwise.

/// out[i] = the sum over row i's entries of p / (1 + d^2) * (y_i - y_j).
/// Rows are padded to whole vectors of 8 entries, those with p = 0.
void ck_layout_attract(const float *y, const int64_t *offsets, const int32_t *columns,
                       const float *p, long first, long last, float *out);

/// The sum over the rows' entries of p * log(1 + d^2).
double ck_layout_cross_entropy(const float *y, const int64_t *offsets, const int32_t *columns,
                               const float *p, long first, long last);

/// out[i] = the sum over all sources of (y_i - y_j) / (1 + d^2)^2; returns the sum of 1 / (1 + d^2).
/// @param sx, sy coordinates of n sources, n a multiple of 8 (fill up with 1e18, which is far enough).
double ck_layout_repel(const float *y, long first, long last, const float *sx, const float *sy,
                       long n, float *out);

/// One step of descent with momentum and gains:
///   g = exaggeration * attract - repel * inverse_z;  gain = same sign of v and g ? 0.8 gain + 0.01 : gain + 0.2
///   v = momentum v - rate gain g, no longer than 5;  next = y + v - centre.
/// All arrays begin at the first point; gains and velocities are updated in place.
void ck_layout_step(const float *y, const float *attract, const float *repel, float exaggeration,
                    float inverse_z, float rate, float momentum, const float *centre, float *gains,
                    float *velocities, float *next, long n);

/// sums [2] = the sums of coordinates of n points, bounds [4] = least x, least y, greatest x, greatest y.
void ck_layout_bounds(const float *y, long n, double *sums, float *bounds);

// B-splines of order 8. `table` [8, 8]: row p holds, for each of the 8 nodes under the spline, the
// coefficient of t^p. A point at u = (y - origin) * inverse_h has t = u - floor(u) and touches nodes
// floor(u) - 3 to floor(u) + 4; u is kept within 3 ..< side - 4.

/// grid [side, side] += the weights of each point.
void ck_spline_spread(const float *y, long first, long last, const float *table, const float *origin,
                      float inverse_h, float *grid, long side);

/// out[i] = -1/2 of the gradient of the spline with coefficients `grid` at y_i; returns the sum of its
/// values; `values` [last - first], unless null, gets each.
double ck_spline_gather(const float *y, long first, long last, const float *table,
                        const float *origin, float inverse_h, const float *grid, long side,
                        float *out, float *values);

// Columns of a complex matrix [rows][stride complex], eight at a time, as eight contiguous signals of
// length n >= rows in `buffer` [8][n] (complex).

/// buffer = the columns, zero from `rows` on.
void ck_columns_take(const float *matrix, long stride, long rows, long n, float *buffer);

/// buffer *= kernel [8][n / 2 + 1], which is even in the index of the signal: value k serves k and n - k.
/// Returns the sum over columns of weights[c] * |buffer|^2 * kernel, buffer before.
double ck_columns_scale(float *buffer, long n, const float *kernel, const float *weights);

/// The columns = the first `rows` of each signal.
void ck_columns_put(const float *buffer, long n, long rows, float *matrix, long stride);

/// p [k] = the probabilities exp(-beta (d2 - min d2)) / sum whose perplexity is exp(log_perplexity), as nearly as bisection gets in 64
/// halvings; d2 and p are padded to a multiple of 8 (padding of d2 is ignored, of p becomes 0). Returns beta.
float ck_perplexity_row(const float *d2, long k, float log_perplexity, float *p);
