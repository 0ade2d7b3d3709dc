// The wire: IP packets to the stack and from it.
#include "shim.h"

int shim_netdev_send(void *data, const void *packet, size_t size)
{
    (void)data;
    wire_call call;
    wire_part part = { packet, size };
    int64_t result = wire_perform(WIRE_PACKET_IN, -1, 0, 0, 0, &part, 1, &call);
    free(call.data);
    return result < 0 ? -1 : 0;
}

// packetdrill asks until a packet comes, with no limit; the server has one (of virtual time), and ends the run there.
int shim_netdev_receive(void *data, void *packet, size_t *size, long long *microseconds)
{
    (void)data;
    wire_call call;
    int64_t sent;
    int64_t result = wire_perform(WIRE_PACKET_OUT, -1, 0, 0, 0, NULL, 0, &call);
    if (result < 0 || call.size < sizeof sent || call.size - sizeof sent > *size) {
        free(call.data);
        *size = 0;
        return -1;
    }
    memcpy(&sent, call.data, sizeof sent);
    *microseconds = sent;
    *size = call.size - sizeof sent;
    memcpy(packet, call.data + sizeof sent, *size);
    free(call.data);
    return 0;
}
