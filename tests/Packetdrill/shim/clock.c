// Virtual time. It moves when packetdrill sleeps, when it waits for a packet and when a call of its script's thread waits; all of that
// the server does and tells. Between two requests it stands still, with one exception: who asks for the time again and again waits
// for it to pass.
#include "shim.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

// Before each event packetdrill spins for its last microseconds, and before the first for 250. No other code of it asks this often
// without another call in between; so the time at which it stops spinning is the one that it goes on with.
#define SPIN_AFTER 64

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t driver;
static int64_t now;
static int asked;
static pid_t settling;                        // the thread whose blocking call has returned a moment ago
static __thread int64_t returned_at;          // this thread's blocking call returned then; 0: it has told

void clock_begin_run(void)
{
    driver = pthread_self();
    now = 1;                                  // packetdrill has no use for a time of 0
}

bool clock_is_driver(void)
{
    return pthread_equal(pthread_self(), driver);
}

int64_t clock_now(void)
{
    pthread_mutex_lock(&lock);
    int64_t time = now;
    pthread_mutex_unlock(&lock);
    return time;
}

void clock_moved(int64_t time)
{
    bool blocking = !clock_is_driver();
    pthread_mutex_lock(&lock);
    if (time > now) now = time;
    // The script's thread may have gone on meanwhile: this one asks for the time at which its own call returned.
    if (blocking) returned_at = time;
    pthread_mutex_unlock(&lock);
}

void clock_returned(pid_t thread)
{
    pthread_mutex_lock(&lock);
    settling = thread;
    pthread_mutex_unlock(&lock);
}

void clock_other_call(void)
{
    pthread_mutex_lock(&lock);
    asked = 0;
    returned_at = 0;
    pthread_mutex_unlock(&lock);
}

static bool is_asleep(pid_t thread)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return true;
    ssize_t size = read(file, text, sizeof text - 1);
    real_close(file);
    if (size <= 0) return true;
    text[size] = 0;
    const char *end = strrchr(text, ')');
    return !end || (end[1] == ' ' && end[2] == 'S');
}

// Real time in which the other thread hands over what its call returned: here packetdrill's lock is free.
static void let_settle(void)
{
    pthread_mutex_lock(&lock);
    pid_t thread = settling;
    settling = 0;
    pthread_mutex_unlock(&lock);
    if (thread == 0 || !clock_is_driver()) return;
    const struct timespec moment = { .tv_nsec = 50 * 1000 };
    for (int asleep = 0, i = 0; i < 200 && asleep < 2; i++) {
        nanosleep(&moment, NULL);
        asleep = is_asleep(thread) ? asleep + 1 : 0;
    }
}

int shim_usleep(void *data, useconds_t microseconds)
{
    (void)data;
    let_settle();
    // Its parameter is how long, not until when: another thread's requests may move the clock first.
    wire_call call;
    int64_t target = clock_now() + microseconds;
    wire_part part = { &target, sizeof target };
    wire_perform(WIRE_ADVANCE, -1, 0, 0, 0, &part, 1, &call);
    free(call.data);
    clock_other_call();
    let_settle();
    return 0;
}

int shim_gettimeofday(void *data, struct timeval *time, struct timezone *zone)
{
    (void)data;
    (void)zone;
    pthread_mutex_lock(&lock);
    int64_t told = now;
    if (returned_at != 0) {
        told = returned_at;
        returned_at = 0;
    } else if (++asked > SPIN_AFTER) {
        told = ++now;
        asked = 0;
    }
    pthread_mutex_unlock(&lock);
    time->tv_sec = told / 1000000;
    time->tv_usec = told % 1000000;
    return 0;
}
