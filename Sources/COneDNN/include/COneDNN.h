#pragma once
#include <stddef.h>

// 3x3 convolutions with stride 1, padding 1 and no bias by oneDNN, 2.6 or 3.x. Letters: C input and O
// output channels, H W height and width of both.
//
// Maps are grouped, [images][groups of 8 channels][H][W][8] in float, which oneDNN calls nChw8c;
// weights are [O, C, 3, 3] in float. Where the library prefers other layouts or bf16, values are
// reordered in scratch memory at the edges of each call. Every call runs on its own thread alone:
// oneDNN's thread runtime is told to use one, so different workers may call at the same time.

/// The library's engine and a stream for each worker.
typedef struct co_library co_library;

/// One convolution of a fixed number of images: its primitives and each worker's descriptions of memory.
typedef struct co_convolution co_convolution;

/// The version of the library that runs, as major * 10000 + minor * 100 + patch.
int co_version(void);

/// The instructions of the processor that the library uses, as a `dnnl_cpu_isa_t`.
int co_instruction_bits(void);

/// The processor's own name, 47 bytes at most and a zero; empty where it has none.
void co_processor_name(char name[48]);

/// What a status means.
const char *co_status_text(int status);

/// Gets the library for so many workers; null, with a status, if it cannot.
co_library *co_library_create(int workers, int *status);

/// Convolutions go first.
void co_library_destroy(co_library *library);

/// Makes the primitives; null, with a status, if the library cannot.
/// @param training not 0 for the two gradients too.
/// @param bf16 not 0 to multiply in bf16; sums, maps and gradients of weights stay float.
co_convolution *co_convolution_create(co_library *library, long images, long C, long O, long H,
                                      long W, int training, int bf16, int *status);

void co_convolution_destroy(co_convolution *convolution);

/// The bytes of scratch memory that each worker needs, and of the packed weights of either direction.
size_t co_scratch_bytes(const co_convolution *convolution);
size_t co_packed_bytes(const co_convolution *convolution);

// All of these return a status, 0 if all went well. Memory is aligned to 64 bytes.

/// Weights as the library reads them: forward, or, `backward`, for the input's gradient. By worker 0.
int co_pack(co_convolution *convolution, int backward, const float *weights, void *packed,
            void *scratch);

int co_forward(co_convolution *convolution, int worker, const float *input, const void *packed,
               float *output, void *scratch);

/// @param weight_gradient [O, C, 3, 3], added to.
/// @param input_gradient null when nobody needs it; then `packed` (backward) may be null too.
int co_backward(co_convolution *convolution, int worker, const float *input,
                const float *output_gradient, const void *packed, float *weight_gradient,
                float *input_gradient, void *scratch);
