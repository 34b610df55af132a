#pragma once

/// Tells the processor that this thread is spinning.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Names the calling thread for debuggers and profilers; at most 15 bytes are kept.
void ck_name_thread(const char *name);
