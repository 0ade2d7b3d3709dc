using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorTcp.Sockets.Tests.Kernel;

/// <summary>Linux's errno as .NET names it (its own SocketErrorPal does the same for its Socket).</summary>
internal static class Errno
{
    private static readonly Dictionary<int, SocketError> Names = new()
    {
        [1] = SocketError.AccessDenied, // EPERM
        [2] = SocketError.AddressNotAvailable, // ENOENT
        [4] = SocketError.Interrupted, // EINTR
        [9] = SocketError.OperationAborted, // EBADF
        [11] = SocketError.WouldBlock, // EAGAIN
        [13] = SocketError.AccessDenied, // EACCES
        [14] = SocketError.Fault, // EFAULT
        [22] = SocketError.InvalidArgument, // EINVAL
        [32] = SocketError.Shutdown, // EPIPE
        [88] = SocketError.NotSocket, // ENOTSOCK
        [89] = SocketError.DestinationAddressRequired, // EDESTADDRREQ
        [90] = SocketError.MessageSize, // EMSGSIZE
        [92] = SocketError.ProtocolOption, // ENOPROTOOPT
        [95] = SocketError.OperationNotSupported, // EOPNOTSUPP
        [97] = SocketError.AddressFamilyNotSupported, // EAFNOSUPPORT
        [98] = SocketError.AddressAlreadyInUse, // EADDRINUSE
        [99] = SocketError.AddressNotAvailable, // EADDRNOTAVAIL
        [101] = SocketError.NetworkUnreachable, // ENETUNREACH
        [103] = SocketError.ConnectionAborted, // ECONNABORTED
        [104] = SocketError.ConnectionReset, // ECONNRESET
        [105] = SocketError.NoBufferSpaceAvailable, // ENOBUFS
        [106] = SocketError.IsConnected, // EISCONN
        [107] = SocketError.NotConnected, // ENOTCONN
        [110] = SocketError.TimedOut, // ETIMEDOUT
        [111] = SocketError.ConnectionRefused, // ECONNREFUSED
        [113] = SocketError.HostUnreachable, // EHOSTUNREACH
        [114] = SocketError.AlreadyInProgress, // EALREADY
        [115] = SocketError.InProgress, // EINPROGRESS
    };

    /// <summary>A system call's result, unless it has failed.</summary>
    public static int Check(int result)
    {
        if (result >= 0) return result;
        int errno = Marshal.GetLastPInvokeError();
        throw new SocketException((int)Names.GetValueOrDefault(errno, SocketError.SocketError), $"errno {errno}");
    }
}
