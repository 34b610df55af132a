#include "operation.h"
#include <stdlib.h>
#include <string.h>

enum {
  // After the three convolutions the reorders between our layouts and the library's, without a primitive
  // where those are the same.
  READ_INPUT = WEIGHT_GRADIENT + 1,
  READ_WEIGHTS,
  WRITE_OUTPUT,
  READ_GRADIENT,
  READ_TURNED_WEIGHTS,
  WRITE_INPUT_GRADIENT,
  READ_INPUT_AGAIN,
  READ_GRADIENT_AGAIN,
  ADD_WEIGHT_GRADIENT,
  OPERATIONS
};

struct co_convolution {
  co_library *library;
  operation operations[OPERATIONS];
  /// Where parts of a worker's scratch memory begin; the library's input is at 0.
  size_t output_at, result_at, scratchpad_at, scratch;
  size_t packed;
  /// Whether both gradients read the output's gradient in one layout.
  int shared_gradient;
};

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }
static size_t aligned(size_t bytes) { return (bytes + 63) / 64 * 64; }

/// The bytes of one operand; 0 where the operation was not prepared.
static size_t bytes(const operation *made, dnnl_query_t what) {
  return made->primitive ? aligned(dnnl_memory_desc_get_size(co_layout(made, what))) : 0;
}

/// Our layouts (maps in and out, weights), then those that the library may choose.
enum { OUR_INPUT, OUR_OUTPUT, OUR_WEIGHTS, INPUT, OUTPUT, WEIGHTS, READ_OUTPUT, RESULT_INPUT,
       RESULT_WEIGHTS, LAYOUTS };

static int prepare_all(co_convolution *made, owned_layout layouts[], int training) {
  co_library *library = made->library;
  operation *o = made->operations;
  layout ours_in = VIEW(layouts[OUR_INPUT]), ours_out = VIEW(layouts[OUR_OUTPUT]);
  layout ours_weights = VIEW(layouts[OUR_WEIGHTS]);
  int s = co_prepare_convolution(o + FORWARD, library, FORWARD, VIEW(layouts[INPUT]),
                                 VIEW(layouts[WEIGHTS]), VIEW(layouts[OUTPUT]), training, NULL);
  if (s) return s;
  layout in = co_layout(o + FORWARD, dnnl_query_src_md);
  layout weights = co_layout(o + FORWARD, dnnl_query_weights_md);
  layout out = co_layout(o + FORWARD, dnnl_query_dst_md);
  if ((s = co_prepare_reorder(o + READ_INPUT, library, ours_in, in, 0))) return s;
  if ((s = co_prepare_reorder(o + READ_WEIGHTS, library, ours_weights, weights, 0))) return s;
  if ((s = co_prepare_reorder(o + WRITE_OUTPUT, library, out, ours_out, 0))) return s;
  if (!training) return dnnl_success;

  s = co_prepare_convolution(o + INPUT_GRADIENT, library, INPUT_GRADIENT,
                             VIEW(layouts[RESULT_INPUT]), VIEW(layouts[WEIGHTS]),
                             VIEW(layouts[READ_OUTPUT]), training, o + FORWARD);
  if (s) return s;
  layout gradient = co_layout(o + INPUT_GRADIENT, dnnl_query_diff_dst_md);
  weights = co_layout(o + INPUT_GRADIENT, dnnl_query_weights_md);
  in = co_layout(o + INPUT_GRADIENT, dnnl_query_diff_src_md);
  if ((s = co_prepare_reorder(o + READ_GRADIENT, library, ours_out, gradient, 0))) return s;
  if ((s = co_prepare_reorder(o + READ_TURNED_WEIGHTS, library, ours_weights, weights, 0)))
    return s;
  if ((s = co_prepare_reorder(o + WRITE_INPUT_GRADIENT, library, in, ours_in, 0))) return s;

  s = co_prepare_convolution(o + WEIGHT_GRADIENT, library, WEIGHT_GRADIENT, VIEW(layouts[INPUT]),
                             VIEW(layouts[RESULT_WEIGHTS]), VIEW(layouts[READ_OUTPUT]), training,
                             o + FORWARD);
  if (s) return s;
  in = co_layout(o + WEIGHT_GRADIENT, dnnl_query_src_md);
  out = co_layout(o + WEIGHT_GRADIENT, dnnl_query_diff_dst_md);
  weights = co_layout(o + WEIGHT_GRADIENT, dnnl_query_diff_weights_md);
  made->shared_gradient = dnnl_memory_desc_equal(out, gradient);
  if ((s = co_prepare_reorder(o + READ_INPUT_AGAIN, library, ours_in, in, 0))) return s;
  if ((s = co_prepare_reorder(o + READ_GRADIENT_AGAIN, library, ours_out, out, 0))) return s;
  return co_prepare_reorder(o + ADD_WEIGHT_GRADIENT, library, weights, ours_weights, 1);
}

/// Divides the scratch memory: one part for each thing that is alive at the same time.
static void measure(co_convolution *made) {
  const operation *o = made->operations;
  made->packed = larger(bytes(o + FORWARD, dnnl_query_weights_md),
                        bytes(o + INPUT_GRADIENT, dnnl_query_weights_md));
  size_t input = larger(bytes(o + READ_INPUT, dnnl_query_dst_md),
                        bytes(o + READ_INPUT_AGAIN, dnnl_query_dst_md));
  size_t output = bytes(o + WRITE_OUTPUT, dnnl_query_src_md);
  output = larger(output, bytes(o + READ_GRADIENT, dnnl_query_dst_md));
  output = larger(output, bytes(o + READ_GRADIENT_AGAIN, dnnl_query_dst_md));
  size_t result = larger(bytes(o + WEIGHT_GRADIENT, dnnl_query_diff_weights_md),
                         bytes(o + WRITE_INPUT_GRADIENT, dnnl_query_src_md));
  size_t scratchpad = 0;
  for (int each = 0; each < OPERATIONS; each++) scratchpad = larger(scratchpad, o[each].scratchpad);
  made->output_at = input;
  made->result_at = made->output_at + output;
  made->scratchpad_at = made->result_at + result;
  made->scratch = made->scratchpad_at + aligned(scratchpad);
}

co_convolution *co_convolution_create(co_library *library, long images, long C, long O, long H,
                                      long W, int training, int bf16, int *status) {
  co_alone();
  co_convolution *made = calloc(1, sizeof *made);
  *status = dnnl_out_of_memory;
  if (!made) return NULL;
  made->library = library;
  const dnnl_dims_t input = {images, C, H, W}, output = {images, O, H, W}, weights = {O, C, 3, 3};
  const dnnl_data_type_t read = bf16 ? dnnl_bf16 : dnnl_f32;
  const struct {
    const int64_t *extents;
    dnnl_data_type_t type;
    dnnl_format_tag_t tag;
  } wanted[LAYOUTS] = {
      [OUR_INPUT] = {input, dnnl_f32, dnnl_nChw8c},
      [OUR_OUTPUT] = {output, dnnl_f32, dnnl_nChw8c},
      [OUR_WEIGHTS] = {weights, dnnl_f32, dnnl_oihw},
      [INPUT] = {input, read, dnnl_format_tag_any},
      [OUTPUT] = {output, dnnl_f32, dnnl_format_tag_any},
      [WEIGHTS] = {weights, read, dnnl_format_tag_any},
      [READ_OUTPUT] = {output, read, dnnl_format_tag_any},
      [RESULT_INPUT] = {input, dnnl_f32, dnnl_format_tag_any},
      [RESULT_WEIGHTS] = {weights, dnnl_f32, dnnl_format_tag_any},
  };
  owned_layout layouts[LAYOUTS];
  int count = 0;
  *status = dnnl_success;
  while (!*status && count < LAYOUTS) {
    *status = co_make_layout(layouts + count, wanted[count].extents, wanted[count].type,
                             wanted[count].tag);
    if (!*status) count++;
  }
  if (!*status) *status = prepare_all(made, layouts, training);
  while (count > 0) co_end_layout(layouts + --count);
  if (*status) {
    co_convolution_destroy(made);
    return NULL;
  }
  measure(made);
  return made;
}

void co_convolution_destroy(co_convolution *convolution) {
  if (!convolution) return;
  for (int each = 0; each < OPERATIONS; each++)
    co_end_operation(convolution->operations + each, convolution->library);
  free(convolution);
}

size_t co_scratch_bytes(const co_convolution *convolution) { return convolution->scratch; }
size_t co_packed_bytes(const co_convolution *convolution) { return convolution->packed; }

/// What a convolution reads: the value itself, or what the reorder `each` makes of it at `place`.
static int read(co_convolution *c, int each, int worker, const void **value, char *place,
                char *scratch) {
  operation *reorder = c->operations + each;
  if (!reorder->primitive) return dnnl_success;
  int status =
      co_run(reorder, c->library, worker, *value, place, NULL, scratch + c->scratchpad_at);
  *value = place;
  return status;
}

/// Computes into `target`, or into `place` and from there through the reorder `each`.
static int compute(co_convolution *c, int kind, int each, int worker, const void *a, const void *b,
                   void *target, char *place, char *scratch) {
  operation *reorder = c->operations + each;
  char *pad = scratch + c->scratchpad_at;
  void *result = reorder->primitive ? place : target;
  int status = co_run(c->operations + kind, c->library, worker, a, b, result, pad);
  if (status || !reorder->primitive) return status;
  return co_run(reorder, c->library, worker, place, target, NULL, pad);
}

int co_pack(co_convolution *c, int backward, const float *weights, void *packed, void *scratch) {
  co_alone();
  operation *reorder = c->operations + (backward ? READ_TURNED_WEIGHTS : READ_WEIGHTS);
  if (reorder->primitive)
    return co_run(reorder, c->library, 0, weights, packed, NULL,
                  (char *)scratch + c->scratchpad_at);
  const operation *reading = c->operations + (backward ? INPUT_GRADIENT : FORWARD);
  memcpy(packed, weights, dnnl_memory_desc_get_size(co_layout(reading, dnnl_query_weights_md)));
  return dnnl_success;
}

int co_forward(co_convolution *c, int worker, const float *input, const void *packed,
               float *output, void *scratch) {
  co_alone();
  char *places = scratch;
  const void *in = input;
  int status = read(c, READ_INPUT, worker, &in, places, places);
  if (status) return status;
  return compute(c, FORWARD, WRITE_OUTPUT, worker, in, packed, output, places + c->output_at,
                 places);
}

int co_backward(co_convolution *c, int worker, const float *input, const float *output_gradient,
                const void *packed, float *weight_gradient, float *input_gradient, void *scratch) {
  co_alone();
  char *places = scratch;
  char *gradient_place = places + c->output_at, *result_place = places + c->result_at;
  const void *in = input, *gradient = output_gradient;
  int status = read(c, READ_INPUT_AGAIN, worker, &in, places, places);
  if (!status) status = read(c, READ_GRADIENT_AGAIN, worker, &gradient, gradient_place, places);
  if (!status)
    status = compute(c, WEIGHT_GRADIENT, ADD_WEIGHT_GRADIENT, worker, in, gradient,
                     weight_gradient, result_place, places);
  if (status || !input_gradient) return status;
  if (!c->shared_gradient) {
    gradient = output_gradient;
    if ((status = read(c, READ_GRADIENT, worker, &gradient, gradient_place, places)))
      return status;
  }
  return compute(c, INPUT_GRADIENT, WRITE_INPUT_GRADIENT, worker, gradient, packed, input_gradient,
                 result_place, places);
}
