#pragma once
#include <stdint.h>

// Grouped matrices: columns (channels) come in groups of 8; a matrix of n rows is [groups][n][8].

/// c[o][t][0..8] = the sum over g, k of a[g][t][k] * b[o][g * 8 + k][0..8]: C = A B for n rows.
/// @param a groups of A's columns, `a_stride` floats apart, each [n, 8].
/// @param b panels of two groups of outputs, each [groups * 8, 16], then, if `outputs` is odd, one of
///   [groups * 8, 8].
/// @param c groups of C's columns, `c_stride` floats apart, each [n, 8].
void ck_product(const float *a, long a_stride, long groups, const float *b, long outputs, float *c,
                long c_stride, long n);

/// c[g * 8 + k][o * 8 + j] += the sum over t of a[g][t][k] * b[o][t][j]: C += A^T B.
/// @param c row-major, [groups * 8, outputs * 8].
void ck_product_transposed(const float *a, long a_stride, long groups, const float *b,
                           long b_stride, long outputs, long n, float *c);
