// What packetdrill asks of an object that it loads with --so_filename: one function that fills in a table of functions. The order
// of the members is the binary interface; everything returns as the system call of its name does, -1 and errno where it fails.
#ifndef ACTORTCP_PACKETDRILL_INTERFACE_H
#define ACTORTCP_PACKETDRILL_INTERFACE_H

#define _GNU_SOURCE
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

typedef struct packetdrill_interface {
    void *userdata;   // the first argument of each of the others
    void (*free)(void *);

    // Calls on descriptors.
    int (*socket)(void *, int domain, int type, int protocol);
    int (*bind)(void *, int fd, const struct sockaddr *, socklen_t);
    int (*listen)(void *, int fd, int backlog);
    int (*accept)(void *, int fd, struct sockaddr *, socklen_t *);
    int (*connect)(void *, int fd, const struct sockaddr *, socklen_t);
    ssize_t (*read)(void *, int fd, void *, size_t);
    ssize_t (*readv)(void *, int fd, const struct iovec *, int);
    ssize_t (*recv)(void *, int fd, void *, size_t, int flags);
    ssize_t (*recvfrom)(void *, int fd, void *, size_t, int flags, struct sockaddr *, socklen_t *);
    ssize_t (*recvmsg)(void *, int fd, struct msghdr *, int flags);
    ssize_t (*write)(void *, int fd, const void *, size_t);
    ssize_t (*writev)(void *, int fd, const struct iovec *, int);
    ssize_t (*send)(void *, int fd, const void *, size_t, int flags);
    ssize_t (*sendto)(void *, int fd, const void *, size_t, int flags, const struct sockaddr *, socklen_t);
    ssize_t (*sendmsg)(void *, int fd, const struct msghdr *, int flags);
    int (*fcntl)(void *, int fd, int command, ...);
    int (*ioctl)(void *, int fd, unsigned long request, ...);
    int (*close)(void *, int fd);
    int (*shutdown)(void *, int fd, int how);
    int (*getsockopt)(void *, int fd, int level, int name, void *, socklen_t *);
    int (*setsockopt)(void *, int fd, int level, int name, const void *, socklen_t);
    int (*poll)(void *, struct pollfd *, nfds_t, int timeout);

    // The wire: whole IP packets in and out; a packet out comes with the time at which it was sent.
    int (*netdev_send)(void *, const void *, size_t);
    int (*netdev_receive)(void *, void *, size_t *, long long *microseconds);

    // The clock.
    int (*usleep)(void *, useconds_t);
    int (*gettimeofday)(void *, struct timeval *, struct timezone *);

    // More calls on descriptors.
    int (*epoll_create)(void *, int size);
    int (*epoll_ctl)(void *, int epoll, int operation, int fd, struct epoll_event *);
    int (*epoll_wait)(void *, int epoll, struct epoll_event *, int max, int timeout);
    int (*pipe)(void *, int ends[2]);
    int (*splice)(void *, int from, loff_t *, int to, loff_t *, size_t, unsigned int flags);
} packetdrill_interface;

#endif
