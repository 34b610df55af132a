#define _GNU_SOURCE
#include "operation.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

// OpenMP's function is found by name: the library may come with GNU's OpenMP, LLVM's, or none. The setting
// belongs to the calling thread and reaches no other.
void co_alone(void) {
  static _Thread_local int done = 0;
  if (done) return;
  done = 1;
  void (*set)(int);
  void *found = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  memcpy(&set, &found, sizeof set);
  if (found) set(1);
}

int co_version(void) {
  const dnnl_version_t *version = dnnl_version();
  return version->major * 10000 + version->minor * 100 + version->patch;
}

int co_instruction_bits(void) { return (int)dnnl_get_effective_cpu_isa(); }

void co_processor_name(char name[48]) {
  memset(name, 0, 48);
#if defined(__x86_64__)
  unsigned words[12];
  for (unsigned leaf = 0; leaf < 3; leaf++) {
    unsigned *w = words + 4 * leaf;
    if (!__get_cpuid(0x80000002 + leaf, w, w + 1, w + 2, w + 3)) return;
  }
  memcpy(name, words, 47);
#endif
}

const char *co_status_text(int status) {
  switch (status) {
    case dnnl_success: return "success";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented for this processor";
    case dnnl_runtime_error: return "an error at run time";
    default: return "an unknown status";
  }
}

co_library *co_library_create(int workers, int *status) {
  co_alone();
  co_library *library = calloc(1, sizeof *library);
  dnnl_post_ops_t sum = NULL;
  *status = dnnl_out_of_memory;
  if (!library) return NULL;
  library->workers = workers;
  library->streams = calloc((size_t)workers, sizeof *library->streams);
  if (!library->streams) goto failed;
  if ((*status = dnnl_engine_create(&library->engine, dnnl_cpu, 0))) goto failed;
  for (int worker = 0; worker < workers; worker++) {
    dnnl_stream_t *stream = &library->streams[worker];
    if ((*status = dnnl_stream_create(stream, library->engine, dnnl_stream_default_flags)))
      goto failed;
  }
  if ((*status = dnnl_primitive_attr_create(&library->plain))) goto failed;
  if ((*status = dnnl_primitive_attr_create(&library->adding))) goto failed;
  dnnl_primitive_attr_set_scratchpad_mode(library->plain, dnnl_scratchpad_mode_user);
  dnnl_primitive_attr_set_scratchpad_mode(library->adding, dnnl_scratchpad_mode_user);
  if ((*status = dnnl_post_ops_create(&sum))) goto failed;
  *status = co_append_sum(sum);
  if (!*status) *status = dnnl_primitive_attr_set_post_ops(library->adding, sum);
  dnnl_post_ops_destroy(sum);
  if (!*status) return library;
failed:
  co_library_destroy(library);
  return NULL;
}

void co_library_destroy(co_library *library) {
  if (!library) return;
  for (int worker = 0; library->streams && worker < library->workers; worker++)
    if (library->streams[worker]) dnnl_stream_destroy(library->streams[worker]);
  free(library->streams);
  if (library->plain) dnnl_primitive_attr_destroy(library->plain);
  if (library->adding) dnnl_primitive_attr_destroy(library->adding);
  if (library->engine) dnnl_engine_destroy(library->engine);
  free(library);
}
