using System.Collections.Frozen;
using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>Linux's numbers of errors (errno(3)) by what the sockets throw.</summary>
internal static class SocketErrno
{
    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int EEXIST = 17;
    public const int EINVAL = 22;
    public const int EMFILE = 24;
    public const int EPIPE = 32;
    public const int EDOM = 33;
    public const int ENOENT = 2;
    public const int EINPROGRESS = 115;

    private static readonly FrozenDictionary<SocketError, int> Errors = new Dictionary<SocketError, int>
    {
        [SocketError.Success] = 0,
        [SocketError.Interrupted] = EINTR,
        [SocketError.AccessDenied] = EACCES,
        [SocketError.Fault] = EFAULT,
        [SocketError.InvalidArgument] = EINVAL,
        [SocketError.TooManyOpenSockets] = EMFILE,
        [SocketError.WouldBlock] = EAGAIN,
        [SocketError.InProgress] = EINPROGRESS,
        [SocketError.AlreadyInProgress] = Number("EALREADY"),
        [SocketError.NotSocket] = Number("ENOTSOCK"),
        [SocketError.DestinationAddressRequired] = Number("EDESTADDRREQ"),
        [SocketError.MessageSize] = Number("EMSGSIZE"),
        [SocketError.ProtocolType] = Number("EPROTOTYPE"),
        [SocketError.ProtocolOption] = Number("ENOPROTOOPT"),
        [SocketError.ProtocolNotSupported] = Number("EPROTONOSUPPORT"),
        [SocketError.SocketNotSupported] = Number("ESOCKTNOSUPPORT"),
        [SocketError.OperationNotSupported] = Number("EOPNOTSUPP"),
        [SocketError.ProtocolFamilyNotSupported] = Number("EPFNOSUPPORT"),
        [SocketError.AddressFamilyNotSupported] = Number("EAFNOSUPPORT"),
        [SocketError.AddressAlreadyInUse] = Number("EADDRINUSE"),
        [SocketError.AddressNotAvailable] = Number("EADDRNOTAVAIL"),
        [SocketError.NetworkDown] = Number("ENETDOWN"),
        [SocketError.NetworkUnreachable] = Number("ENETUNREACH"),
        [SocketError.NetworkReset] = Number("ENETRESET"),
        [SocketError.ConnectionAborted] = Number("ECONNABORTED"),
        [SocketError.ConnectionReset] = Number("ECONNRESET"),
        [SocketError.NoBufferSpaceAvailable] = Number("ENOBUFS"),
        [SocketError.IsConnected] = Number("EISCONN"),
        [SocketError.NotConnected] = Number("ENOTCONN"),
        [SocketError.Shutdown] = EPIPE, // what a send after shutdown(2) fails with on Linux
        [SocketError.TimedOut] = Number("ETIMEDOUT"),
        [SocketError.ConnectionRefused] = Number("ECONNREFUSED"),
        [SocketError.HostDown] = Number("EHOSTDOWN"),
        [SocketError.HostUnreachable] = Number("EHOSTUNREACH"),
        [SocketError.OperationAborted] = Number("ECANCELED"),
    }.ToFrozenDictionary();

    /// <summary>The number of what a socket has thrown.</summary>
    public static int Of(SocketError error) => Errors.TryGetValue(error, out int number) ? number : (int)error;

    private static int Number(string name) =>
        ErrorCodes.TryGetNumber(name, out int number) ? number : throw new ArgumentException($"no error is named {name}", nameof(name));
}
