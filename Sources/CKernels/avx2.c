// The kernels for AVX2 and FMA.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK(name) name##_avx2
#include "variant.h"
#pragma clang attribute pop
#endif
