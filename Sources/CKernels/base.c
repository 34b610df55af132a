// The kernels for any processor.
#if defined(__x86_64__)
#define CK(name) name##_base
#else
#define CK(name) name
#endif
#include "variant.h"
