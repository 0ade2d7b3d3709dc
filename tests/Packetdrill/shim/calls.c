// Calls that open, connect and close.
#include "shim.h"

int shim_socket(void *data, int domain, int type, int protocol)
{
    (void)data;
    int fd = shim_new_descriptor();
    if (fd < 0) return -1;
    if (wire_simple(WIRE_SOCKET, fd, domain, type, protocol) < 0) {
        int error = errno;
        real_close(fd);
        errno = error;
        return -1;
    }
    shim_own(fd);
    return fd;
}

static int with_address(enum wire_kind kind, int fd, const struct sockaddr *address, socklen_t length)
{
    wire_call call;
    wire_part part = { address, length };
    int result = (int)wire_perform(kind, fd, 0, 0, 0, &part, 1, &call);
    int error = errno;
    free(call.data);
    errno = error;
    return result;
}

int shim_bind(void *data, int fd, const struct sockaddr *address, socklen_t length)
{
    (void)data;
    return with_address(WIRE_BIND, fd, address, length);
}

int shim_connect(void *data, int fd, const struct sockaddr *address, socklen_t length)
{
    (void)data;
    return with_address(WIRE_CONNECT, fd, address, length);
}

int shim_listen(void *data, int fd, int backlog)
{
    (void)data;
    return (int)wire_simple(WIRE_LISTEN, fd, backlog, 0, 0);
}

int shim_accept(void *data, int fd, struct sockaddr *address, socklen_t *length)
{
    (void)data;
    int accepted = shim_new_descriptor();
    if (accepted < 0) return -1;
    wire_call call;
    int64_t result = wire_perform(WIRE_ACCEPT, fd, accepted, 0, 0, NULL, 0, &call);
    int error = errno;
    if (result < 0) {
        real_close(accepted);
        free(call.data);
        errno = error;
        return -1;
    }
    if (address && length) {
        memcpy(address, call.data, call.size < *length ? call.size : *length);
        *length = call.size;
    }
    free(call.data);
    shim_own(accepted);
    return accepted;
}

int shim_shutdown(void *data, int fd, int how)
{
    (void)data;
    return (int)wire_simple(WIRE_SHUTDOWN, fd, how, 0, 0);
}

int shim_close(void *data, int fd)
{
    (void)data;
    if (!shim_owns(fd)) return real_close(fd);
    shim_disown(fd);
    int result = (int)wire_simple(WIRE_CLOSE, fd, 0, 0, 0);
    int error = errno;
    real_close(fd);
    errno = error;
    return result;
}
