using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// What Akka's <see cref="Udp"/> cannot say: why a command has failed. Its events are sealed, so the error is looked up by the event. Options
/// of a bind or connect that <see cref="Udp.SO"/> lacks are <see cref="TcpSO"/>'s: ReuseAddress, ReusePort, ReceiveBuffer, SendBuffer,
/// TrafficClass, TimeToLive, MtuDiscover.
/// </summary>
public static class StackUdp
{
    private static readonly ConditionalWeakTable<object, object> Errors = [];

    /// <summary>Why a command has failed; null: the event is not from a stack. From any thread.</summary>
    /// <param name="failed">The event.</param>
    public static SocketError? ErrorOf(Udp.CommandFailed failed)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return Find(failed);
    }

    /// <inheritdoc cref="ErrorOf(Udp.CommandFailed)"/>
    public static SocketError? ErrorOf(UdpConnected.CommandFailed failed)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return Find(failed);
    }

    internal static Udp.CommandFailed Failed(Udp.Command command, SocketError error)
    {
        var failed = new Udp.CommandFailed(command);
        Errors.Add(failed, error);
        return failed;
    }

    internal static UdpConnected.CommandFailed Failed(UdpConnected.Command command, SocketError error)
    {
        var failed = new UdpConnected.CommandFailed(command);
        Errors.Add(failed, error);
        return failed;
    }

    private static SocketError? Find(object failed) => Errors.TryGetValue(failed, out object? error) ? (SocketError)error : null;
}
