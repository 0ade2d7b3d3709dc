// What packetdrill asks libc for and not us: with LD_PRELOAD those calls come here first. %{ }% asks getsockopt for TCP_INFO, the end of
// a run closes descriptors, backticks are shell commands, sendfile has no place in the table, and two waits are in real time.
#include "shim.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/sendfile.h>
#include <sys/times.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

int (*real_close)(int) = NULL;
int (*real_getsockopt)(int, int, int, void *, socklen_t *) = NULL;
static int (*real_system)(const char *);
static ssize_t (*real_sendfile)(int, int, off_t *, size_t);
static clock_t (*real_times)(struct tms *);
static int (*real_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static clock_t jiffies;

__attribute__((constructor)) static void find_real(void)
{
    real_close = dlsym(RTLD_NEXT, "close");
    real_getsockopt = dlsym(RTLD_NEXT, "getsockopt");
    real_system = dlsym(RTLD_NEXT, "system");
    real_sendfile = dlsym(RTLD_NEXT, "sendfile");
    real_times = dlsym(RTLD_NEXT, "times");
#if defined(__x86_64__) && defined(__GLIBC__)
    // The oldest of its versions has another layout of the condition.
    real_timedwait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
#endif
    if (!real_timedwait) real_timedwait = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
}

EXPORT int close(int fd)
{
    if (!real_close) find_real();
    return shim_owns(fd) ? shim_close(NULL, fd) : real_close(fd);
}

EXPORT int getsockopt(int fd, int level, int name, void *value, socklen_t *length)
{
    if (!real_getsockopt) find_real();
    return shim_owns(fd) ? shim_getsockopt(NULL, fd, level, name, value, length) : real_getsockopt(fd, level, name, value, length);
}

EXPORT ssize_t sendfile(int to, int from, off_t *offset, size_t size)
{
    if (!shim_owns(to)) return real_sendfile(to, from, offset, size);
    if (offset && lseek(from, *offset, SEEK_SET) < 0) return -1;
    ssize_t moved = shim_move(from, to, size);
    if (offset && moved > 0) *offset += moved;
    return moved;
}

// Whether this program was told to load a shared object, as packetdrill is.
static bool is_packetdrill(void)
{
    static char line[64 * 1024];
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? 0 : read(file, line, sizeof line - 1);
    if (file >= 0) real_close(file);
    return size > 0 && memmem(line, size, "--so_filename", 13) != NULL;
}

// The script's commands are sysctls, and the stack's own are meant. The code that %{ }% has collected runs as ever.
EXPORT int system(const char *command)
{
    if (!command || strstr(command, "/tmp/code_")) return real_system(command);
    // Before a run come the scripts of --init_scripts: the server reads them itself.
    if (!shim_active) return is_packetdrill() ? 0 : real_system(command);
    wire_call call;
    wire_part part = { command, strlen(command) };
    int64_t result = wire_perform(WIRE_COMMAND, -1, 0, 0, 0, &part, 1, &call);
    free(call.data);
    return result < 0 ? 1 << 8 : 0;
}

// packetdrill waits for ten ticks of the kernel's clock before it starts, so as to be in step with it: we are in step with nothing.
EXPORT clock_t times(struct tms *buffer)
{
    if (!shim_active) return real_times(buffer);
    return ++jiffies;
}

// It waits up to a second for a blocking call to return: a second of virtual time.
EXPORT int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    if (shim_active && clock_is_driver()) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        int64_t left = (until->tv_sec - now.tv_sec) * 1000000LL + (until->tv_nsec - now.tv_nsec) / 1000;
        if (left > 0 && left < 60 * 1000000LL) wire_simple(WIRE_AWAIT_CALLS, -1, (int)left, 0, 0);
    }
    return real_timedwait(condition, mutex, until);
}
