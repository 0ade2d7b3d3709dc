// Calls that send and receive.
#include "shim.h"

#include <fcntl.h>

static int64_t send_parts(int fd, const struct iovec *vectors, int count, int flags, const struct sockaddr *to, socklen_t length)
{
    if (count < 0 || count > IOV_MAX_PARTS) {
        errno = EINVAL;
        return -1;
    }
    wire_part parts[IOV_MAX_PARTS + 2];
    uint32_t named = to ? length : 0;
    parts[0] = (wire_part) { &named, sizeof named };
    parts[1] = (wire_part) { to, named };
    size_t room = WIRE_DATA_LIMIT;
    for (int i = 0; i < count; i++) {
        size_t size = vectors[i].iov_len < room ? vectors[i].iov_len : room;
        if (size > 0 && !vectors[i].iov_base) {
            errno = EFAULT;
            return -1;
        }
        parts[i + 2] = (wire_part) { vectors[i].iov_base, size };
        room -= size;
    }
    wire_call call;
    int64_t result = wire_perform(WIRE_SEND, fd, flags, 0, 0, parts, count + 2, &call);
    int error = errno;
    free(call.data);
    errno = error;
    return result;
}

static void put_control(struct msghdr *message, const uint8_t *next, size_t size)
{
    size_t used = 0;
    while (size >= 12) {
        int32_t head[3];
        memcpy(head, next, sizeof head);
        size_t length = (uint32_t)head[2];
        if (length > size - 12) break;
        if (used + CMSG_SPACE(length) > message->msg_controllen) {
            message->msg_flags |= MSG_CTRUNC;
            break;
        }
        struct cmsghdr *control = (struct cmsghdr *)((char *)message->msg_control + used);
        control->cmsg_level = head[0];
        control->cmsg_type = head[1];
        control->cmsg_len = CMSG_LEN(length);
        memcpy(CMSG_DATA(control), next + 12, length);
        used += CMSG_SPACE(length);
        next += 12 + length;
        size -= 12 + length;
    }
    message->msg_controllen = used;
}

static bool has_no_buffer(const struct msghdr *message)
{
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        if (message->msg_iov[i].iov_len > 0 && !message->msg_iov[i].iov_base) return true;
    }
    return false;
}

// The reply: its result, and in its data the sender's address, control messages and bytes, the first two with their length before them.
static int64_t receive_parts(int fd, struct msghdr *message, int flags)
{
    size_t capacity = 0;
    for (size_t i = 0; i < message->msg_iovlen; i++) capacity += message->msg_iov[i].iov_len;
    if (capacity > WIRE_DATA_LIMIT) capacity = WIRE_DATA_LIMIT;
    // What cannot be delivered stays in the queue.
    bool undeliverable = capacity > 0 && !(flags & MSG_TRUNC) && has_no_buffer(message);
    wire_call call;
    int64_t result = wire_perform(WIRE_RECEIVE, fd, undeliverable ? flags | MSG_PEEK : flags, (int)capacity, 0, NULL, 0, &call);
    int error = errno;
    if (undeliverable && result > 0) {
        result = -1;
        error = EFAULT;
    }
    if (result >= 0) {
        uint32_t named, control;
        uint8_t *next = call.data, *end = call.data + call.size;
        if (call.size < 8) shim_fail(2, "the server's reply is too short");
        memcpy(&named, next, 4);
        if (named > (size_t)(end - next) - 8) shim_fail(2, "the server's reply is too short");
        memcpy(&control, next + 4 + named, 4);
        if (control > (size_t)(end - next) - 8 - named) shim_fail(2, "the server's reply is too short");
        if (message->msg_name) memcpy(message->msg_name, next + 4, named < message->msg_namelen ? named : message->msg_namelen);
        message->msg_namelen = named;
        message->msg_flags = (int)call.reply.extra;
        put_control(message, next + 8 + named, control);
        next += 8 + named + control;
        for (size_t i = 0; i < message->msg_iovlen && next < end; i++) {
            size_t size = message->msg_iov[i].iov_len;
            if (size > (size_t)(end - next)) size = end - next;
            // A receive without a buffer (MSG_TRUNC) throws the bytes away.
            if (message->msg_iov[i].iov_base) memcpy(message->msg_iov[i].iov_base, next, size);
            next += size;
        }
    }
    free(call.data);
    errno = error;
    return result;
}

static ssize_t receive_one(int fd, void *bytes, size_t size, int flags, struct sockaddr *from, socklen_t *length)
{
    struct iovec vector = { bytes, size };
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_name = from, .msg_namelen = length ? *length : 0 };
    ssize_t result = receive_parts(fd, &message, flags);
    if (result >= 0 && length) *length = message.msg_namelen;
    return result;
}

ssize_t shim_recvmsg(void *data, int fd, struct msghdr *message, int flags)
{
    (void)data;
    return receive_parts(fd, message, flags);
}

ssize_t shim_readv(void *data, int fd, const struct iovec *vectors, int count)
{
    (void)data;
    struct msghdr message = { .msg_iov = (struct iovec *)vectors, .msg_iovlen = count < 0 ? 0 : count };
    return receive_parts(fd, &message, 0);
}

ssize_t shim_read(void *data, int fd, void *bytes, size_t size)
{
    (void)data;
    return shim_owns(fd) ? receive_one(fd, bytes, size, 0, NULL, NULL) : read(fd, bytes, size);
}

ssize_t shim_recv(void *data, int fd, void *bytes, size_t size, int flags)
{
    (void)data;
    return receive_one(fd, bytes, size, flags, NULL, NULL);
}

ssize_t shim_recvfrom(void *data, int fd, void *bytes, size_t size, int flags, struct sockaddr *from, socklen_t *length)
{
    (void)data;
    return receive_one(fd, bytes, size, flags, from, length);
}

ssize_t shim_sendmsg(void *data, int fd, const struct msghdr *message, int flags)
{
    (void)data;
    return send_parts(fd, message->msg_iov, (int)message->msg_iovlen, flags, message->msg_name, message->msg_namelen);
}

ssize_t shim_writev(void *data, int fd, const struct iovec *vectors, int count)
{
    (void)data;
    return send_parts(fd, vectors, count, 0, NULL, 0);
}

ssize_t shim_sendto(void *data, int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
    (void)data;
    struct iovec vector = { (void *)bytes, size };
    return send_parts(fd, &vector, 1, flags, to, length);
}

ssize_t shim_send(void *data, int fd, const void *bytes, size_t size, int flags)
{
    return shim_sendto(data, fd, bytes, size, flags, NULL, 0);
}

ssize_t shim_write(void *data, int fd, const void *bytes, size_t size)
{
    return shim_owns(fd) ? shim_sendto(data, fd, bytes, size, 0, NULL, 0) : write(fd, bytes, size);
}

int shim_pipe(void *data, int ends[2])
{
    (void)data;
    return pipe2(ends, O_CLOEXEC);
}

ssize_t shim_move(int from, int to, size_t size)
{
    if (size > 64 * 1024) size = 64 * 1024;   // what a pipe holds
    static char buffer[64 * 1024];
    ssize_t got = shim_read(NULL, from, buffer, size);
    return got <= 0 ? got : shim_write(NULL, to, buffer, got);
}

int shim_splice(void *data, int from, loff_t *from_offset, int to, loff_t *to_offset, size_t size, unsigned int flags)
{
    (void)data;
    (void)from_offset;
    (void)to_offset;
    (void)flags;
    return (int)shim_move(from, to, size);
}
