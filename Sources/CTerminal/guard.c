#include "CTerminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char restore_bytes[1024];
static size_t restore_count;
static struct termios line_settings;
static int terminal_fd = -1;
static int standard_error = -1;
static int wake_fd = -1;
static volatile sig_atomic_t is_armed;

static const int fatal_signals[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGABRT, SIGILL,
                                    SIGTRAP, SIGTERM, SIGHUP, SIGQUIT, SIGINT};
static const int wake_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};
#define FATAL_COUNT (sizeof fatal_signals / sizeof fatal_signals[0])
#define WAKE_COUNT (sizeof wake_signals / sizeof wake_signals[0])

static struct sigaction fatal_before[FATAL_COUNT];
static struct sigaction wake_before[WAKE_COUNT];
/* Whether a signal that ends the process has the action it had, as who sets SWIFT_BACKTRACE wants. */
static int keeps_former;

// Large enough for the handler on every architecture; SIGSTKSZ is not constant in new libcs.
static char alternate_stack[64 * 1024];

void terminal_guard_restore(void) {
  if (terminal_fd < 0) return;
  size_t done = 0;
  while (done < restore_count) {
    ssize_t wrote = write(terminal_fd, restore_bytes + done, restore_count - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) break;
    done += (size_t)wrote;
  }
  tcsetattr(terminal_fd, TCSANOW, &line_settings);
}

static void on_fatal(int number) {
  int saved = errno;
  if (is_armed) {
    is_armed = 0;
    terminal_guard_restore();
    if (standard_error >= 0) dup2(standard_error, STDERR_FILENO);
  }
  struct sigaction plain;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  for (size_t i = 0; i < FATAL_COUNT; i++) {
    if (fatal_signals[i] != number) continue;
    sigaction(number, keeps_former ? &fatal_before[i] : &plain, NULL);
  }
  errno = saved;
  // Blocked while this handler runs: delivered, with the former action, as soon as it returns.
  raise(number);
}

static void on_wake(int number) {
  int saved = errno;
  char letter = number == SIGWINCH ? 'W' : number == SIGTSTP ? 'Z' : 'C';
  if (wake_fd >= 0) {
    // A full pipe wakes as well as one byte more would.
    ssize_t ignored = write(wake_fd, &letter, 1);
    (void)ignored;
  }
  errno = saved;
}

int terminal_guard_prepare(int terminal) {
  if (tcgetattr(terminal, &line_settings) != 0) return -1;
  restore_count = 0;
  terminal_fd = terminal;
  return 0;
}

void terminal_guard_bytes(const char *bytes, size_t count) {
  restore_count = 0;
  if (count > sizeof restore_bytes) count = sizeof restore_bytes;
  memcpy(restore_bytes, bytes, count);
  restore_count = count;
}

void terminal_guard_standard_error(int descriptor) { standard_error = descriptor; }

int terminal_guard_install(int wake) {
  wake_fd = wake;
  stack_t stack;
  memset(&stack, 0, sizeof stack);
  stack.ss_sp = alternate_stack;
  stack.ss_size = sizeof alternate_stack;
  if (sigaltstack(&stack, NULL) != 0) return -1;

  // Swift's backtracer would hold the terminal for half a minute to be asked questions.
  keeps_former = getenv("SWIFT_BACKTRACE") != NULL;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigfillset(&action.sa_mask);
  action.sa_handler = on_fatal;
  action.sa_flags = SA_ONSTACK;
  for (size_t i = 0; i < FATAL_COUNT; i++) {
    if (sigaction(fatal_signals[i], NULL, &fatal_before[i]) != 0) return -1;
    // Whoever started the process with `nohup` meant it.
    if (fatal_before[i].sa_handler == SIG_IGN) continue;
    if (sigaction(fatal_signals[i], &action, NULL) != 0) return -1;
  }
  action.sa_handler = on_wake;
  action.sa_flags = 0;
  for (size_t i = 0; i < WAKE_COUNT; i++) {
    if (sigaction(wake_signals[i], &action, &wake_before[i]) != 0) return -1;
  }
  is_armed = 1;
  return 0;
}

void terminal_guard_remove(void) {
  if (!is_armed) return;
  is_armed = 0;
  for (size_t i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &fatal_before[i], NULL);
  for (size_t i = 0; i < WAKE_COUNT; i++) sigaction(wake_signals[i], &wake_before[i], NULL);
  wake_fd = -1;
}

void terminal_guard_stop(void) {
  struct sigaction before, action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &action, &before);
  // This process only: a trainer in the same group goes on.
  kill(getpid(), SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}
