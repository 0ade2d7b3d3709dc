// What the shim's files share.
#ifndef ACTORTCP_PACKETDRILL_SHIM_H
#define ACTORTCP_PACKETDRILL_SHIM_H

#include "interface.h"
#include "wire.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SHIM_DESCRIPTORS 4096
#define IOV_MAX_PARTS 1024

// The process's own calls, behind ours where the shim is preloaded.
extern int (*real_close)(int);
extern int (*real_getsockopt)(int, int, int, void *, socklen_t *);

// init.c
extern bool shim_active;                      // whether packetdrill has loaded us: until then, and in other programs, nothing is ours
_Noreturn void shim_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
int shim_new_descriptor(void);                // a real descriptor with nothing behind it: packetdrill closes those it was given
bool shim_owns(int fd);
void shim_own(int fd);
void shim_disown(int fd);

// clock.c
int64_t clock_now(void);
void clock_moved(int64_t time);               // a reply came to the calling thread
void clock_returned(pid_t thread);            // that thread's blocking call has returned
bool clock_is_driver(void);                   // whether this is the thread that runs the script
void clock_begin_run(void);
void clock_other_call(void);                  // something else than asking for the time
int shim_usleep(void *, useconds_t);
int shim_gettimeofday(void *, struct timeval *, struct timezone *);

// The table's functions.
int shim_socket(void *, int, int, int);
int shim_bind(void *, int, const struct sockaddr *, socklen_t);
int shim_listen(void *, int, int);
int shim_accept(void *, int, struct sockaddr *, socklen_t *);
int shim_connect(void *, int, const struct sockaddr *, socklen_t);
int shim_shutdown(void *, int, int);
int shim_close(void *, int);
ssize_t shim_read(void *, int, void *, size_t);
ssize_t shim_readv(void *, int, const struct iovec *, int);
ssize_t shim_recv(void *, int, void *, size_t, int);
ssize_t shim_recvfrom(void *, int, void *, size_t, int, struct sockaddr *, socklen_t *);
ssize_t shim_recvmsg(void *, int, struct msghdr *, int);
ssize_t shim_write(void *, int, const void *, size_t);
ssize_t shim_writev(void *, int, const struct iovec *, int);
ssize_t shim_send(void *, int, const void *, size_t, int);
ssize_t shim_sendto(void *, int, const void *, size_t, int, const struct sockaddr *, socklen_t);
ssize_t shim_sendmsg(void *, int, const struct msghdr *, int);
int shim_fcntl(void *, int, int, ...);
int shim_ioctl(void *, int, unsigned long, ...);
int shim_getsockopt(void *, int, int, int, void *, socklen_t *);
int shim_setsockopt(void *, int, int, int, const void *, socklen_t);
int shim_poll(void *, struct pollfd *, nfds_t, int);
int shim_epoll_create(void *, int);
int shim_epoll_ctl(void *, int, int, int, struct epoll_event *);
int shim_epoll_wait(void *, int, struct epoll_event *, int, int);
int shim_pipe(void *, int[2]);
ssize_t shim_move(int from, int to, size_t);  // splice(2) and sendfile(2) between a socket of ours and something of the kernel's
int shim_splice(void *, int, loff_t *, int, loff_t *, size_t, unsigned int);
int shim_netdev_send(void *, const void *, size_t);
int shim_netdev_receive(void *, void *, size_t *, long long *);

#endif
