#include "CTerminal.h"

#include <linux/sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// struct sched_attr of sched_setattr(2) as it first was; C libraries before glibc 2.41 have neither.
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

void terminal_take_short_turns(void) {
    struct attributes now = {0};
    if (syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0 || now.policy != 0) return;
    now.size = sizeof now;
    now.flags = SCHED_FLAG_RESET_ON_FORK;
    // 0.1 ms, the least that is taken.
    now.runtime = 100000;
    syscall(SYS_sched_setattr, 0, &now, 0);
}
