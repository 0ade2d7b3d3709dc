using System.Collections.Frozen;
using System.Net.Sockets;

namespace ActorTcp.Sockets;

/// <summary>Linux's errno for the <see cref="SocketError"/>s of this stack, as .NET maps them.</summary>
public static class SocketErrno
{
    private static readonly FrozenDictionary<SocketError, (int Number, string Name)> Table = new Dictionary<SocketError, (int, string)>
    {
        [SocketError.Success] = (0, ""),
        [SocketError.AddressNotAvailable] = (99, "EADDRNOTAVAIL"),
        [SocketError.Interrupted] = (4, "EINTR"),
        [SocketError.OperationAborted] = (9, "EBADF"), // the socket is closed
        [SocketError.WouldBlock] = (11, "EAGAIN"),
        [SocketError.AccessDenied] = (13, "EACCES"),
        [SocketError.Fault] = (14, "EFAULT"),
        [SocketError.InvalidArgument] = (22, "EINVAL"),
        [SocketError.Shutdown] = (32, "EPIPE"),
        [SocketError.NotSocket] = (88, "ENOTSOCK"),
        [SocketError.DestinationAddressRequired] = (89, "EDESTADDRREQ"),
        [SocketError.MessageSize] = (90, "EMSGSIZE"),
        [SocketError.ProtocolType] = (91, "EPROTOTYPE"),
        [SocketError.ProtocolOption] = (92, "ENOPROTOOPT"),
        [SocketError.ProtocolNotSupported] = (93, "EPROTONOSUPPORT"),
        [SocketError.SocketNotSupported] = (94, "ESOCKTNOSUPPORT"),
        [SocketError.OperationNotSupported] = (95, "EOPNOTSUPP"),
        [SocketError.AddressFamilyNotSupported] = (97, "EAFNOSUPPORT"),
        [SocketError.AddressAlreadyInUse] = (98, "EADDRINUSE"),
        [SocketError.NetworkDown] = (100, "ENETDOWN"),
        [SocketError.NetworkUnreachable] = (101, "ENETUNREACH"),
        [SocketError.NetworkReset] = (102, "ENETRESET"),
        [SocketError.ConnectionAborted] = (103, "ECONNABORTED"),
        [SocketError.ConnectionReset] = (104, "ECONNRESET"),
        [SocketError.NoBufferSpaceAvailable] = (105, "ENOBUFS"),
        [SocketError.IsConnected] = (106, "EISCONN"),
        [SocketError.NotConnected] = (107, "ENOTCONN"),
        [SocketError.TimedOut] = (110, "ETIMEDOUT"),
        [SocketError.ConnectionRefused] = (111, "ECONNREFUSED"),
        [SocketError.HostDown] = (112, "EHOSTDOWN"),
        [SocketError.HostUnreachable] = (113, "EHOSTUNREACH"),
        [SocketError.AlreadyInProgress] = (114, "EALREADY"),
        [SocketError.InProgress] = (115, "EINPROGRESS"),
    }.ToFrozenDictionary();

    /// <summary>The errno of an error, 0 for Success; -1 if Linux has no such error.</summary>
    public static int Of(SocketError error) => Table.TryGetValue(error, out (int Number, string Name) row) ? row.Number : -1;

    /// <summary>Its macro's name, such as ECONNREFUSED; empty for Success; the error's own name if Linux has no such error.</summary>
    public static string NameOf(SocketError error) => Table.TryGetValue(error, out (int Number, string Name) row) ? row.Name : error.ToString();
}
