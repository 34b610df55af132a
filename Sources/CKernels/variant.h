// The body of base.c, avx2.c and avx512.c: the same kernels for one instruction set.
// Each defines CK(name), the name's variant. A vector holds one group of 8 channels on every machine: two
// registers of SSE, one of AVX. Sums may be reordered and products fused (that is what makes them
// vectors); NaN and infinities keep their meaning.
#include <stdint.h>
#include <string.h>
#pragma clang fp reassociate(on) contract(fast)

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
typedef float vec __attribute__((ext_vector_type(8)));
typedef float unaligned __attribute__((ext_vector_type(8), aligned(4)));
typedef int32_t ints __attribute__((ext_vector_type(8)));
#define load(p) ((vec) * (const unaligned *)(p))
#define store(p, x) (*(unaligned *)(p) = (x))
#define splat(x) ((vec)(x))
#define larger(a, b) __builtin_elementwise_max(a, b)

// What a stored value is read as: 0 itself, 1 x * scale + shift, 2 max(0, x * scale + shift).
#define READ(mode, x, scale, shift) \
  ((mode) == 0 ? (x) : (mode) == 1 ? (x) * (scale) + (shift) : larger((x) * (scale) + (shift), splat(0.0f)))

#include "product.inc"
#include "winograd.inc"
#include "stem.inc"
#include "columns.inc"
#include "maps.inc"
#include "optimizer.inc"
#include "layout.inc"
#include "splines.inc"
#include "neighbours.inc"
#include "clusters.inc"
