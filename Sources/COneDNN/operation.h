#pragma once
#include "COneDNN.h"
#include <dnnl.h>

// oneDNN has two programming interfaces: up to 2.x primitives are described by operation descriptors and
// layouts are structs; from 3.0 on there are no operation descriptors and layouts are handles. This header
// and operation.c know of both, the other files of none.

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t owned_layout;
typedef const_dnnl_memory_desc_t layout;
#define VIEW(owned) (owned)
#else
typedef dnnl_memory_desc_t owned_layout;
typedef const dnnl_memory_desc_t *layout;
#define VIEW(owned) (&(owned))
#endif

struct co_library {
  int workers;
  dnnl_engine_t engine;
  dnnl_primitive_attr_t plain, adding;
  dnnl_stream_t *streams;
};

/// A primitive with a description of its operands for each worker: [workers][operands + scratchpad].
typedef struct {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  int operands;
  int kinds[4];
  size_t scratchpad;
  dnnl_memory_t *memory;
} operation;

/// The convolutions that an operation can be.
enum { FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT };

/// One thread for what the calling thread asks of OpenMP from now on.
void co_alone(void);

int co_append_sum(dnnl_post_ops_t operations);

int co_make_layout(owned_layout *made, const dnnl_dims_t extents, dnnl_data_type_t type,
                   dnnl_format_tag_t tag);
void co_end_layout(owned_layout *made);

/// The layout that the primitive has chosen for one of its operands.
layout co_layout(const operation *made, dnnl_query_t what);

/// A convolution of one of these `kind`s: for gradients `input`, `weights` or `output` is the gradient's layout,
/// and `forward` the prepared forward convolution.
int co_prepare_convolution(operation *made, co_library *library, int kind, layout input,
                           layout weights, layout output, int training,
                           const operation *forward);

/// A reorder, or none where the layouts are the same; `adding` to what is there.
int co_prepare_reorder(operation *made, co_library *library, layout from, layout to, int adding);

/// Runs the primitive on operands at these places.
int co_run(operation *made, co_library *library, int worker, const void *a, const void *b,
           const void *c, void *scratchpad);

void co_end_operation(operation *made, co_library *library);
