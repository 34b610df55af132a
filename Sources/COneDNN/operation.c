#include "operation.h"
#include <stdlib.h>

int co_append_sum(dnnl_post_ops_t operations) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef);
#else
  return dnnl_post_ops_append_sum(operations, 1);
#endif
}

int co_make_layout(owned_layout *made, const dnnl_dims_t extents, dnnl_data_type_t type,
                   dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_memory_desc_create_with_tag(made, 4, extents, type, tag);
#else
  return dnnl_memory_desc_init_by_tag(made, 4, extents, type, tag);
#endif
}

void co_end_layout(owned_layout *made) {
#if DNNL_VERSION_MAJOR >= 3
  if (*made) dnnl_memory_desc_destroy(*made);
#else
  (void)made;
#endif
}

layout co_layout(const operation *made, dnnl_query_t what) {
  return dnnl_primitive_desc_query_md(made->description, what, 0);
}

/// The primitive of `made->description` and its operands' memory, of which only the place is missing.
static int prepare(operation *made, co_library *library, int operands, const int kinds[],
                   const layout layouts[]) {
  int status = dnnl_primitive_create(&made->primitive, made->description);
  if (status) return status;
  layout scratchpad = co_layout(made, dnnl_query_scratchpad_md);
  made->scratchpad = dnnl_memory_desc_get_size(scratchpad);
  made->operands = operands;
  size_t row = (size_t)operands + 1;
  made->memory = calloc((size_t)library->workers * row, sizeof *made->memory);
  if (!made->memory) return dnnl_out_of_memory;
  for (int operand = 0; operand <= operands; operand++) {
    int last = operand == operands;
    made->kinds[operand] = last ? DNNL_ARG_SCRATCHPAD : kinds[operand];
    for (int worker = 0; worker < library->workers; worker++) {
      status = dnnl_memory_create(&made->memory[(size_t)worker * row + (size_t)operand],
                                  last ? scratchpad : layouts[operand], library->engine,
                                  DNNL_MEMORY_NONE);
      if (status) return status;
    }
  }
  return dnnl_success;
}

int co_prepare_reorder(operation *made, co_library *library, layout from, layout to, int adding) {
  if (!adding && dnnl_memory_desc_equal(from, to)) return dnnl_success;
  int status = dnnl_reorder_primitive_desc_create(&made->description, from, library->engine, to,
                                                  library->engine,
                                                  adding ? library->adding : library->plain);
  if (status) return status;
  return prepare(made, library, 2, (int[]){DNNL_ARG_FROM, DNNL_ARG_TO}, (layout[]){from, to});
}

int co_run(operation *made, co_library *library, int worker, const void *a, const void *b,
           const void *c, void *scratchpad) {
  const void *places[4] = {a, b, c, NULL};
  places[made->operands] = scratchpad;
  dnnl_exec_arg_t arguments[4];
  int count = made->operands + (made->scratchpad ? 1 : 0);
  for (int operand = 0; operand < count; operand++) {
    dnnl_memory_t memory = made->memory[worker * (made->operands + 1) + operand];
    int status = dnnl_memory_set_data_handle(memory, (void *)places[operand]);
    if (status) return status;
    arguments[operand] = (dnnl_exec_arg_t){made->kinds[operand], memory};
  }
  return dnnl_primitive_execute(made->primitive, library->streams[worker], count, arguments);
}

static int describe(operation *made, int kind, co_library *library, layout input, layout weights,
                    layout output, int training, dnnl_primitive_desc_t forward) {
  const dnnl_dims_t ones = {1, 1}, dense = {0, 0};
  const dnnl_prop_kind_t direction = training ? dnnl_forward_training : dnnl_forward_inference;
  const dnnl_alg_kind_t direct = dnnl_convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_engine_t engine = library->engine;
  switch (kind) {
    case FORWARD:
      return dnnl_convolution_forward_primitive_desc_create(
          &made->description, engine, direction, direct, input, weights, NULL, output, ones, dense,
          ones, ones, library->plain);
    case INPUT_GRADIENT:
      return dnnl_convolution_backward_data_primitive_desc_create(
          &made->description, engine, direct, input, weights, output, ones, dense, ones, ones,
          forward, library->plain);
    default:
      return dnnl_convolution_backward_weights_primitive_desc_create(
          &made->description, engine, direct, input, weights, NULL, output, ones, dense, ones, ones,
          forward, library->plain);
  }
#else
  (void)dense;
  dnnl_convolution_desc_t described;
  int status;
  switch (kind) {
    case FORWARD:
      status = dnnl_convolution_forward_desc_init(&described, direction, direct, input, weights,
                                                  NULL, output, ones, ones, ones);
      break;
    case INPUT_GRADIENT:
      status = dnnl_convolution_backward_data_desc_init(&described, direct, input, weights, output,
                                                        ones, ones, ones);
      break;
    default:
      status = dnnl_convolution_backward_weights_desc_init(&described, direct, input, weights,
                                                           NULL, output, ones, ones, ones);
  }
  if (status) return status;
  return dnnl_primitive_desc_create(&made->description, &described, library->plain,
                                    library->engine, forward);
#endif
}

int co_prepare_convolution(operation *made, co_library *library, int kind, layout input,
                           layout weights, layout output, int training,
                           const operation *forward) {
  int status = describe(made, kind, library, input, weights, output, training,
                        forward ? forward->description : NULL);
  if (status) return status;
  switch (kind) {
    case FORWARD:
      return prepare(made, library, 3,
                     (int[]){DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST},
                     (layout[]){co_layout(made, dnnl_query_src_md),
                                co_layout(made, dnnl_query_weights_md),
                                co_layout(made, dnnl_query_dst_md)});
    case INPUT_GRADIENT:
      return prepare(made, library, 3,
                     (int[]){DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC},
                     (layout[]){co_layout(made, dnnl_query_diff_dst_md),
                                co_layout(made, dnnl_query_weights_md),
                                co_layout(made, dnnl_query_diff_src_md)});
    default:
      return prepare(made, library, 3,
                     (int[]){DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS},
                     (layout[]){co_layout(made, dnnl_query_src_md),
                                co_layout(made, dnnl_query_diff_dst_md),
                                co_layout(made, dnnl_query_diff_weights_md)});
  }
}

void co_end_operation(operation *made, co_library *library) {
  int count = library->workers * (made->operands + 1);
  for (int index = 0; made->memory && index < count; index++)
    if (made->memory[index]) dnnl_memory_destroy(made->memory[index]);
  free(made->memory);
  if (made->primitive) dnnl_primitive_destroy(made->primitive);
  if (made->description) dnnl_primitive_desc_destroy(made->description);
}
