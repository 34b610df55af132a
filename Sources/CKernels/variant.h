// The body of base.c, avx2.c and avx512.c: the same kernels for one instruction set.
// Each defines V, floats of a vector; BLOCK, output channels computed together; CK(name), the name's
// variant. Sums may be reordered and products fused (that is what makes them vectors); NaN and
// infinities keep their meaning.
#include <stdint.h>
#pragma clang fp reassociate(on) contract(fast)

typedef float vec __attribute__((ext_vector_type(V)));
typedef float unaligned __attribute__((ext_vector_type(V), aligned(4)));
static inline vec load(const float *p) { return *(const unaligned *)p; }
static inline void store(float *p, vec x) { *(unaligned *)p = x; }

#include "convolution.inc"
#include "normalisation.inc"
#include "optimizer.inc"
