#define _POSIX_C_SOURCE 200809L

#include "shell/stop.h"

#include <signal.h>
#include <stddef.h>

const int stop_signals[STOP_SIGNALS] = {SIGTERM, SIGINT, SIGHUP};

static sigset_t all_of_them(void)
{
    sigset_t set;
    int i;

    sigemptyset(&set);
    for (i = 0; i < STOP_SIGNALS; i++)
        sigaddset(&set, stop_signals[i]);
    return set;
}

void stop_block(void)
{
    const sigset_t set = all_of_them();

    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void stop_unblock(void)
{
    const sigset_t set = all_of_them();

    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

bool stop_is_wanted(void)
{
    sigset_t waiting;

    sigpending(&waiting);
    return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1;
}
