// Where packetdrill comes in, the descriptors that it holds, and how a run ends early.
#include "shim.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>

#define EXPORT __attribute__((visibility("default")))

bool shim_active;
static bool owned[SHIM_DESCRIPTORS];
static int runs;                              // packetdrill runs the scripts of its command line one after another

_Noreturn void shim_fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fputs("actortcp: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    // Not exit(3): the other thread may hold any lock.
    _exit(code);
}

bool shim_owns(int fd)
{
    return shim_active && fd >= 0 && fd < SHIM_DESCRIPTORS && owned[fd];
}

void shim_own(int fd)
{
    owned[fd] = true;
}

void shim_disown(int fd)
{
    if (fd >= 0 && fd < SHIM_DESCRIPTORS) owned[fd] = false;
}

int shim_new_descriptor(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd >= SHIM_DESCRIPTORS) {
        real_close(fd);
        errno = EMFILE;
        return -1;
    }
    return fd;
}

// Tells the server who calls: our directory, so that it finds the script, and the command line with the script's name and options.
static void say_hello(void)
{
    static char line[64 * 1024];
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? -1 : read(file, line, sizeof line);
    if (size <= 0 || size == sizeof line) shim_fail(2, "the command line cannot be read, or is too long");
    real_close(file);
    char *directory = getcwd(NULL, 0);
    if (!directory) shim_fail(2, "there is no current directory");

    wire_call call;
    wire_part parts[] = { { directory, strlen(directory) + 1 }, { line, size } };
    if (wire_perform(WIRE_HELLO, -1, WIRE_VERSION, runs++, 0, parts, 2, &call) < 0)
        shim_fail(2, "the server does not speak version %d of the protocol", WIRE_VERSION);
    free(call.data);
    free(directory);
}

static void end_run(void *data)
{
    (void)data;
    shim_active = false;
    memset(owned, 0, sizeof owned);
    wire_close();
}

EXPORT void packetdrill_interface_init(const char *flags, packetdrill_interface *table)
{
    const char *path = flags && *flags ? flags : getenv("ACTORTCP_PACKETDRILL");
    if (!path) shim_fail(2, "no server: name its socket in --so_flags or in ACTORTCP_PACKETDRILL");
    unsetenv("LD_PRELOAD");                 // the programs that packetdrill starts have no use for us
    clock_begin_run();
    wire_open(path);
    say_hello();
    shim_active = true;

    *table = (packetdrill_interface) {
        .free = end_run,
        .socket = shim_socket, .bind = shim_bind, .listen = shim_listen, .accept = shim_accept, .connect = shim_connect,
        .read = shim_read, .readv = shim_readv, .recv = shim_recv, .recvfrom = shim_recvfrom, .recvmsg = shim_recvmsg,
        .write = shim_write, .writev = shim_writev, .send = shim_send, .sendto = shim_sendto, .sendmsg = shim_sendmsg,
        .fcntl = shim_fcntl, .ioctl = shim_ioctl, .close = shim_close, .shutdown = shim_shutdown,
        .getsockopt = shim_getsockopt, .setsockopt = shim_setsockopt, .poll = shim_poll,
        .netdev_send = shim_netdev_send, .netdev_receive = shim_netdev_receive,
        .usleep = shim_usleep, .gettimeofday = shim_gettimeofday,
        .epoll_create = shim_epoll_create, .epoll_ctl = shim_epoll_ctl, .epoll_wait = shim_epoll_wait,
        .pipe = shim_pipe, .splice = shim_splice,
    };
}
