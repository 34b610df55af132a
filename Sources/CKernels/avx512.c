// The kernels for AVX-512, whose 32 registers and masks help; vectors stay 8 wide.
#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,prefer-256-bit"))), apply_to = function)
#define CK(name) name##_avx512
#include "variant.h"
#pragma clang attribute pop
#endif
