// The kernels for AVX-512.
#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,prefer-256-bit"))), apply_to = function)
#define V 16
#define BLOCK 8
#define CK(name) name##_avx512
#include "variant.h"
#pragma clang attribute pop
#endif
