#pragma once
#include <stdint.h>

// Nearest rows. Each row keeps a list of candidates as keys: the bits of the squared distance (not
// negative, so they sort as integers) in the upper half, the index of the other row in the lower.

/// Lists of `capacity` keys of rows first, first + 1, ...
typedef struct {
  uint64_t *keys;    // [rows, capacity]
  int32_t *counts;   // keys in each list
  float *limits;     // only distances up to it need be kept
  const float *norms;  // squared norm of each row
  int32_t first;     // index of the first row
} ck_nearest_lists;

/// Offers distances |a|^2 + |b|^2 - 2 dots[i][j] of a tile to the lists of its m left rows, and, if
/// `both`, to those of its n right rows. A full list is cut to its `keep` least keys.
/// @param diagonal not 0 where left and right are the same rows: only pairs i < j are offered, to both.
void ck_nearest_tile(const float *dots, long stride, long m, long n, const ck_nearest_lists *left,
                     const ck_nearest_lists *right, long capacity, long keep, int both,
                     int diagonal);

/// Puts the `keep` least of `count` keys first, sorted; returns how many there are.
long ck_nearest_sort(uint64_t *keys, long count, long keep);

/// The squared distance of two rows.
float ck_squared_distance(const float *a, const float *b, long n);
