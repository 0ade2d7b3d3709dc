// Requests and replies over the server's socket. Two threads call: the one that runs the script, and the one that makes its blocking
// calls. One of those that wait reads for all.
#include "shim.h"

#include <pthread.h>
#include <sys/un.h>

static int connection = -1;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t waiting = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static wire_call *calls;
static bool reading;
static uint32_t last_id;

void wire_open(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) shim_fail(2, "the socket's path is too long: %s", path);
    strcpy(address.sun_path, path);
    connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
        shim_fail(2, "no server at %s (%s): start it with --serve %s, and name it in --so_flags", path, strerror(errno), path);
}

void wire_close(void)
{
    real_close(connection);
    connection = -1;
}

static void write_all(const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        ssize_t written = send(connection, next, size, MSG_NOSIGNAL);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) shim_fail(2, "the server has gone: %s", strerror(errno));
        next += written;
        size -= written;
    }
}

static void read_all(void *bytes, size_t size)
{
    char *next = bytes;
    while (size > 0) {
        ssize_t got = recv(connection, next, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) shim_fail(2, "the server has gone");
        next += got;
        size -= got;
    }
}

// Reads one reply and gives it to the call that waits for it. Called without the lock, by one thread at a time.
static void read_reply(void)
{
    wire_reply reply;
    read_all(&reply, sizeof reply);
    if (reply.length < sizeof reply - sizeof reply.length || reply.length > WIRE_LIMIT)
        shim_fail(2, "the server speaks another protocol");
    size_t size = reply.length + sizeof reply.length - sizeof reply;
    uint8_t *data = malloc(size + 1);
    if (!data) shim_fail(2, "out of memory");
    read_all(data, size);
    data[size] = 0;
    if (reply.result == WIRE_END) shim_fail((int)reply.extra, "%s", (char *)data);

    pthread_mutex_lock(&waiting);
    for (wire_call **link = &calls; ; link = &(*link)->next) {
        wire_call *call = *link;
        if (!call) shim_fail(2, "the server answers what was not asked");
        if (call->id != reply.id) continue;
        *link = call->next;
        call->reply = reply;
        call->data = data;
        call->size = size;
        call->done = 1;
        if (call->thread != 0) clock_returned(call->thread);
        break;
    }
    pthread_cond_broadcast(&arrived);
    pthread_mutex_unlock(&waiting);
}

static void await(wire_call *call)
{
    pthread_mutex_lock(&waiting);
    while (!call->done) {
        if (reading) {
            pthread_cond_wait(&arrived, &waiting);
            continue;
        }
        reading = true;
        pthread_mutex_unlock(&waiting);
        read_reply();
        pthread_mutex_lock(&waiting);
        reading = false;
        pthread_cond_broadcast(&arrived);
    }
    pthread_mutex_unlock(&waiting);
}

int64_t wire_perform(enum wire_kind kind, int fd, int a, int b, int c, const wire_part *parts, int count, wire_call *call)
{
    wire_request request = { .kind = kind, .flags = clock_is_driver() ? WIRE_DRIVES : 0, .fd = fd, .a = a, .b = b, .c = c };
    size_t size = sizeof request - sizeof request.length;
    for (int i = 0; i < count; i++) size += parts[i].size;
    if (size > WIRE_LIMIT) {
        errno = EMSGSIZE;
        return -1;
    }
    request.length = size;
    memset(call, 0, sizeof *call);
    call->thread = clock_is_driver() ? 0 : gettid();

    // The time is read under the lock, so that requests carry times in the order in which they are sent.
    pthread_mutex_lock(&writing);
    pthread_mutex_lock(&waiting);
    request.id = call->id = ++last_id;
    call->next = calls;
    calls = call;
    pthread_mutex_unlock(&waiting);
    clock_other_call();
    request.time = clock_now();
    write_all(&request, sizeof request);
    for (int i = 0; i < count; i++) write_all(parts[i].bytes, parts[i].size);
    pthread_mutex_unlock(&writing);

    await(call);
    clock_moved(call->reply.time);
    if (call->reply.result < 0) errno = call->reply.error;
    return call->reply.result;
}

int64_t wire_simple(enum wire_kind kind, int fd, int a, int b, int c)
{
    wire_call call;
    int64_t result = wire_perform(kind, fd, a, b, c, NULL, 0, &call);
    int error = errno;
    free(call.data);
    errno = error;
    return result;
}
