// Options of descriptors.
#include "shim.h"

#include <stdarg.h>

int shim_getsockopt(void *data, int fd, int level, int name, void *value, socklen_t *length)
{
    (void)data;
    wire_call call;
    int64_t result = wire_perform(WIRE_GET_OPTION, fd, level, name, (int)*length, NULL, 0, &call);
    int error = errno;
    if (result >= 0) {
        if (call.size < *length) *length = call.size;
        memcpy(value, call.data, *length);
    }
    free(call.data);
    errno = error;
    return result < 0 ? -1 : 0;
}

int shim_setsockopt(void *data, int fd, int level, int name, const void *value, socklen_t length)
{
    (void)data;
    wire_call call;
    wire_part part = { value, length };
    int64_t result = wire_perform(WIRE_SET_OPTION, fd, level, name, 0, &part, 1, &call);
    int error = errno;
    free(call.data);
    errno = error;
    return result < 0 ? -1 : 0;
}

int shim_fcntl(void *data, int fd, int command, ...)
{
    (void)data;
    va_list arguments;
    va_start(arguments, command);
    int argument = va_arg(arguments, int);
    va_end(arguments);
    return (int)wire_simple(WIRE_FCNTL, fd, command, argument, 0);
}

int shim_ioctl(void *data, int fd, unsigned long request, ...)
{
    (void)data;
    va_list arguments;
    va_start(arguments, request);
    int *value = va_arg(arguments, int *);
    va_end(arguments);
    wire_call call;
    int64_t result = wire_perform(WIRE_IOCTL, fd, (int)request, 0, 0, NULL, 0, &call);
    int error = errno;
    if (result >= 0 && call.size == sizeof *value) memcpy(value, call.data, sizeof *value);
    free(call.data);
    errno = error;
    return (int)result;
}
