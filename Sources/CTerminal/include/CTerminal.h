#pragma once
#include <signal.h>
#include <stddef.h>
#include <termios.h>

// Leaves the terminal as it was found, however the process ends.
//
// What a signal handler needs is prepared beforehand: the bytes that end the full-screen mode, the
// line settings, the file descriptor that standard error had. The handler itself calls only
// functions that POSIX lists as async-signal-safe (write, tcsetattr, dup2, sigaction, raise).

/// Remembers the line settings of descriptor `terminal` as what is restored. Returns 0, or -1 with
/// errno.
int terminal_guard_prepare(int terminal);

/// The bytes that are written to the terminal before its line settings are restored. What is beyond
/// 1,024 bytes is not kept.
void terminal_guard_bytes(const char *bytes, size_t count);

/// Standard error is put back to this descriptor before a signal ends the process; -1 leaves it.
void terminal_guard_standard_error(int descriptor);

/// From here on fatal signals restore the terminal first and then end the process as they would
/// have: SEGV BUS FPE ABRT ILL TRAP, and TERM HUP QUIT INT unless they are ignored. WINCH, TSTP and
/// CONT write 'W', 'Z' and 'C' to descriptor `wake`, which should not block. The calling thread gets
/// an alternate signal stack. Returns 0, or -1 with errno.
int terminal_guard_install(int wake);

/// Handlers as before terminal_guard_install.
void terminal_guard_remove(void);

/// Restores the terminal now: bytes, then line settings. For an orderly end use the screen's own.
void terminal_guard_restore(void);

/// Stops this process as ^Z would have; returns when it is continued.
void terminal_guard_stop(void);

/// Asks for short turns on a processor for the calling thread, not for those it starts: the scheduler
/// then runs it sooner after it is woken, in front of a thread that computes (sched_setattr(2), Linux
/// 6.12). An older kernel, or one that refuses, leaves things as they are.
void terminal_take_short_turns(void);
