// Loads the shim as packetdrill does, makes a few calls and looks at what they return:
// check --so_filename=SHIM --so_flags=SOCKET SCRIPT
#include "interface.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect(const char *what, long long actual, long long expected)
{
    if (actual == expected) return;
    fprintf(stderr, "%s: expected %lld, got %lld\n", what, expected, actual);
    exit(1);
}

static long long now(packetdrill_interface *table)
{
    struct timeval time;
    expect("gettimeofday", table->gettimeofday(table->userdata, &time, NULL), 0);
    return time.tv_sec * 1000000LL + time.tv_usec;
}

static const char *value(const char *argument)
{
    const char *equals = strchr(argument, '=');
    return equals ? equals + 1 : argument;
}

int main(int count, char **arguments)
{
    if (count != 4) return 2;
    void *shim = dlopen(value(arguments[1]), RTLD_NOW | RTLD_LOCAL);
    void (*init)(const char *, packetdrill_interface *) = shim ? dlsym(shim, "packetdrill_interface_init") : NULL;
    if (!init) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    packetdrill_interface table = { 0 };
    init(value(arguments[2]), &table);
    void *data = table.userdata;

    int fd = table.socket(data, AF_INET, SOCK_STREAM, IPPROTO_TCP);
    expect("a real descriptor", fcntl(fd, F_GETFD) >= 0, 1);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(8080) };
    inet_pton(AF_INET, "192.168.44.55", &address.sin_addr);
    expect("bind to the address that packetdrill has drawn", table.bind(data, fd, (struct sockaddr *)&address, sizeof address), 0);
    expect("listen", table.listen(data, fd, 1), 0);

    int listens = 0;
    socklen_t size = sizeof listens;
    expect("getsockopt", table.getsockopt(data, fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size), 0);
    expect("SO_ACCEPTCONN", listens, 1);

    long long before = now(&table);
    struct pollfd entry = { .fd = fd, .events = POLLIN };
    expect("poll", table.poll(data, &entry, 1, 1500), 0);
    expect("a second and a half", now(&table) - before, 1500000);
    expect("usleep", table.usleep(data, 250), 0);
    expect("its time", now(&table) - before, 1500250);

    expect("fcntl", table.fcntl(data, fd, F_SETFL, O_RDWR | O_NONBLOCK), 0);
    expect("accept", table.accept(data, fd, NULL, NULL), -1);
    expect("its errno", errno, EAGAIN);
    expect("close", table.close(data, fd), 0);
    expect("its descriptor", fcntl(fd, F_GETFD), -1);
    table.free(data);
    return 0;
}
