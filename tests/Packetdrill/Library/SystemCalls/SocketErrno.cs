using System.Collections.Frozen;
using System.Net.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>Linux's numbers of errors (errno(3)), by name and by what the sockets throw.</summary>
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
    public const int ENOENT = 2;
    public const int EINPROGRESS = 115;

    private static readonly FrozenDictionary<string, int> Numbers = new Dictionary<string, int>
    {
        ["EPERM"] = 1, ["ENOENT"] = ENOENT, ["EINTR"] = EINTR, ["EIO"] = 5, ["ENXIO"] = 6, ["EBADF"] = EBADF, ["EAGAIN"] = EAGAIN,
        ["EWOULDBLOCK"] = EAGAIN, ["ENOMEM"] = 12, ["EACCES"] = EACCES, ["EFAULT"] = EFAULT, ["EBUSY"] = 16, ["EEXIST"] = EEXIST,
        ["ENODEV"] = 19, ["EINVAL"] = EINVAL, ["ENFILE"] = 23, ["EMFILE"] = EMFILE, ["ENOSPC"] = 28, ["ESPIPE"] = 29, ["EPIPE"] = EPIPE,
        ["EDOM"] = 33, ["ERANGE"] = 34, ["EPROTO"] = 71, ["EBADMSG"] = 74, ["EUSERS"] = 87, ["ENOTSOCK"] = 88, ["EDESTADDRREQ"] = 89,
        ["EMSGSIZE"] = 90, ["EPROTOTYPE"] = 91, ["ENOPROTOOPT"] = 92, ["EPROTONOSUPPORT"] = 93, ["ESOCKTNOSUPPORT"] = 94,
        ["EOPNOTSUPP"] = 95, ["ENOTSUP"] = 95, ["EPFNOSUPPORT"] = 96, ["EAFNOSUPPORT"] = 97, ["EADDRINUSE"] = 98, ["EADDRNOTAVAIL"] = 99,
        ["ENETDOWN"] = 100, ["ENETUNREACH"] = 101, ["ENETRESET"] = 102, ["ECONNABORTED"] = 103, ["ECONNRESET"] = 104, ["ENOBUFS"] = 105,
        ["EISCONN"] = 106, ["ENOTCONN"] = 107, ["ESHUTDOWN"] = 108, ["ETIMEDOUT"] = 110, ["ECONNREFUSED"] = 111, ["EHOSTDOWN"] = 112,
        ["EHOSTUNREACH"] = 113, ["EALREADY"] = 114, ["EINPROGRESS"] = EINPROGRESS, ["ECANCELED"] = 125,
    }.ToFrozenDictionary();

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
        [SocketError.AlreadyInProgress] = Numbers["EALREADY"],
        [SocketError.NotSocket] = Numbers["ENOTSOCK"],
        [SocketError.DestinationAddressRequired] = Numbers["EDESTADDRREQ"],
        [SocketError.MessageSize] = Numbers["EMSGSIZE"],
        [SocketError.ProtocolType] = Numbers["EPROTOTYPE"],
        [SocketError.ProtocolOption] = Numbers["ENOPROTOOPT"],
        [SocketError.ProtocolNotSupported] = Numbers["EPROTONOSUPPORT"],
        [SocketError.SocketNotSupported] = Numbers["ESOCKTNOSUPPORT"],
        [SocketError.OperationNotSupported] = Numbers["EOPNOTSUPP"],
        [SocketError.ProtocolFamilyNotSupported] = Numbers["EPFNOSUPPORT"],
        [SocketError.AddressFamilyNotSupported] = Numbers["EAFNOSUPPORT"],
        [SocketError.AddressAlreadyInUse] = Numbers["EADDRINUSE"],
        [SocketError.AddressNotAvailable] = Numbers["EADDRNOTAVAIL"],
        [SocketError.NetworkDown] = Numbers["ENETDOWN"],
        [SocketError.NetworkUnreachable] = Numbers["ENETUNREACH"],
        [SocketError.NetworkReset] = Numbers["ENETRESET"],
        [SocketError.ConnectionAborted] = Numbers["ECONNABORTED"],
        [SocketError.ConnectionReset] = Numbers["ECONNRESET"],
        [SocketError.NoBufferSpaceAvailable] = Numbers["ENOBUFS"],
        [SocketError.IsConnected] = Numbers["EISCONN"],
        [SocketError.NotConnected] = Numbers["ENOTCONN"],
        [SocketError.Shutdown] = EPIPE, // what a send after shutdown(2) fails with on Linux
        [SocketError.TimedOut] = Numbers["ETIMEDOUT"],
        [SocketError.ConnectionRefused] = Numbers["ECONNREFUSED"],
        [SocketError.HostDown] = Numbers["EHOSTDOWN"],
        [SocketError.HostUnreachable] = Numbers["EHOSTUNREACH"],
        [SocketError.OperationAborted] = Numbers["ECANCELED"],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, string> Names = Numbers
        .Where(each => each.Key is not ("EWOULDBLOCK" or "ENOTSUP"))
        .ToFrozenDictionary(each => each.Value, each => each.Key);

    /// <summary>The number of what a socket has thrown.</summary>
    public static int Of(SocketError error) => Errors.TryGetValue(error, out int number) ? number : (int)error;

    /// <summary>The number of a name; null: it is none.</summary>
    public static int? ByName(string name) => Numbers.TryGetValue(name, out int number) ? number : null;

    /// <summary>The name of a number.</summary>
    public static string Name(int number) => number == 0 ? "Success" : Names.GetValueOrDefault(number, "unknown");
}
