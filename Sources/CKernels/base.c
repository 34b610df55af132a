// The kernels for any processor.
#define V 4
#define BLOCK 4
#if defined(__x86_64__)
#define CK(name) name##_base
#else
#define CK(name) name
#endif
#include "variant.h"
