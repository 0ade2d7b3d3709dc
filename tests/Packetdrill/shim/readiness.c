// poll and epoll.
#include "shim.h"

#define EVENT_SIZE 12   // events, then the caller's own 64 bits

int shim_poll(void *data, struct pollfd *fds, nfds_t count, int timeout)
{
    (void)data;
    wire_call call;
    wire_part part = { fds, count * sizeof *fds };
    int64_t result = wire_perform(WIRE_POLL, -1, timeout, 0, 0, &part, 1, &call);
    int error = errno;
    if (result >= 0 && call.size == part.size) memcpy(fds, call.data, call.size);
    free(call.data);
    errno = error;
    return (int)result;
}

int shim_epoll_create(void *data, int size)
{
    (void)data;
    if (size <= 0) {
        errno = EINVAL;
        return -1;
    }
    int fd = shim_new_descriptor();
    if (fd < 0) return -1;
    if (wire_simple(WIRE_EPOLL_CREATE, fd, 0, 0, 0) < 0) {
        int error = errno;
        real_close(fd);
        errno = error;
        return -1;
    }
    shim_own(fd);
    return fd;
}

int shim_epoll_ctl(void *data, int epoll, int operation, int fd, struct epoll_event *event)
{
    (void)data;
    uint64_t own = event ? event->data.u64 : 0;
    wire_call call;
    wire_part part = { &own, sizeof own };
    int64_t result = wire_perform(WIRE_EPOLL_CTL, epoll, operation, fd, event ? (int)event->events : 0, &part, 1, &call);
    int error = errno;
    free(call.data);
    errno = error;
    return (int)result;
}

int shim_epoll_wait(void *data, int epoll, struct epoll_event *events, int max, int timeout)
{
    (void)data;
    wire_call call;
    int64_t result = wire_perform(WIRE_EPOLL_WAIT, epoll, max, timeout, 0, NULL, 0, &call);
    int error = errno;
    for (int i = 0; i < result && i < max && (size_t)(i + 1) * EVENT_SIZE <= call.size; i++) {
        memcpy(&events[i].events, call.data + i * EVENT_SIZE, 4);
        memcpy(&events[i].data.u64, call.data + i * EVENT_SIZE + 4, 8);
    }
    free(call.data);
    errno = error;
    return (int)result;
}
