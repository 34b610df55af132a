#pragma once
#include <stdint.h>

// k-means and rankings. Scores are -2 x.c of a block of n rows x: one row of them, `stride` floats
// apart, for each centre c.

/// labels[i], best[i]: the smallest over j < k of scores[j][i] + bias[j], the first of equal ones.
void ck_nearest(const float *scores, long stride, const float *bias, long k, long n,
                int32_t *labels, float *best);

/// values[i] = min(closest[i], max(0, values[i] + norms[i] + bias)); returns their sum.
double ck_candidate(float *values, const float *norms, float bias, const float *closest, long n);

/// sums[i] += weight * x[i].
void ck_accumulate(const float *x, double weight, double *sums, long n);

/// The sum of (x[i] - c[i])^2, in double.
double ck_exact_distance(const float *x, const float *c, long n);

/// The dot product, in double.
double ck_dot(const float *x, const float *y, long n);

/// places = the i with x[i] > thresholds[i], ascending; returns how many.
long ck_above(const float *x, const float *thresholds, long n, int32_t *places);
