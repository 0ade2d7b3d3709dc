// The protocol between this shim and the server: docs/packetdrill.md describes it.
#ifndef ACTORTCP_PACKETDRILL_WIRE_H
#define ACTORTCP_PACKETDRILL_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_VERSION 1
#define WIRE_LIMIT (16 * 1024 * 1024 + 4096)   // the longest message, its length field not counted
#define WIRE_DATA_LIMIT (16 * 1024 * 1024)     // the most data that one call carries

enum wire_kind {
    WIRE_HELLO = 0, WIRE_COMMAND = 1,
    WIRE_ADVANCE = 2, WIRE_AWAIT_CALLS = 3,
    WIRE_PACKET_IN = 4, WIRE_PACKET_OUT = 5,
    WIRE_SOCKET = 16, WIRE_BIND, WIRE_LISTEN, WIRE_ACCEPT, WIRE_CONNECT, WIRE_SEND, WIRE_RECEIVE, WIRE_SHUTDOWN, WIRE_CLOSE,
    WIRE_GET_OPTION, WIRE_SET_OPTION, WIRE_FCNTL, WIRE_IOCTL, WIRE_POLL, WIRE_EPOLL_CREATE, WIRE_EPOLL_CTL, WIRE_EPOLL_WAIT,
};

#define WIRE_DRIVES 1           // flags: this thread drives the clock; where its call waits, time passes
#define WIRE_END INT64_MIN      // a result: the run is over; the reply's data says why, its extra the exit code

typedef struct wire_request {
    uint32_t length;
    uint16_t kind, flags;
    uint32_t id;
    int32_t fd;
    int64_t time;               // virtual microseconds: the server's clock is moved on to it first
    int32_t a, b, c, reserved;
} wire_request;

typedef struct wire_reply {
    uint32_t length;
    uint32_t id;
    int64_t time;
    int64_t result;
    int32_t error;
    uint32_t extra;
} wire_reply;

// A call that waits for its reply. data is malloc'ed; the caller frees it.
typedef struct wire_call {
    wire_reply reply;
    uint8_t *data;
    size_t size;
    int done;
    uint32_t id;
    int thread;                 // which waits, where it is not the one that drives the clock; else 0
    struct wire_call *next;
} wire_call;

typedef struct wire_part {
    const void *bytes;
    size_t size;
} wire_part;

// Connects, or ends the process with a sentence that says why it cannot.
void wire_open(const char *path);
void wire_close(void);

// Sends a request and waits for its reply. Returns the result, with errno where that is -1; does not return where the run is over.
int64_t wire_perform(enum wire_kind kind, int fd, int a, int b, int c, const wire_part *parts, int count, wire_call *call);

// The same for a request without data whose reply has none.
int64_t wire_simple(enum wire_kind kind, int fd, int a, int b, int c);

#endif
