using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace Tap.Tests.Fixtures;

/// <summary>What both ends say of their sockets: the kernel of its own in the namespace, and the stack.</summary>
internal static class KernelView
{
    // The process's own /proc/net is the namespace of its first thread.
    private const string Folder = "/proc/thread-self/net";

    /// <summary>The states of the kernel's sockets whose peer has this port of the stack, TIME_WAITs included.</summary>
    public static string[] StatesTowards(this KernelStack stack, int stackPort) => stack.Network.RunInNamespace(() =>
        (from line in File.ReadLines($"{Folder}/tcp").Skip(1)
         let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
         where int.Parse(fields[2].AsSpan(9), NumberStyles.HexNumber) == stackPort
         select State(fields[3])).ToArray());

    /// <summary>One of the kernel's counters, such as <c>TcpExt</c>'s <c>SyncookiesRecv</c>.</summary>
    public static long KernelCounter(this KernelStack stack, string group, string name) => stack.Network.RunInNamespace(() =>
    {
        string[][] lines = [.. File.ReadLines($"{Folder}/netstat").Concat(File.ReadLines($"{Folder}/snmp"))
            .Where(line => line.StartsWith($"{group}:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(lines[1][Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture);
    });

    /// <summary>The stack's own listener on a port.</summary>
    public static TcpSocket ListenerOf(this SocketTable table, int port) =>
        table.Sockets.Single(socket => socket.State == TcpState.Listen && socket.Local.Port == port);

    /// <summary>A kernel socket bound to a fixed port, which may have connections in TIME_WAIT.</summary>
    public static Socket BindKernel(this KernelStack stack, int port)
    {
        Socket socket = stack.Network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        // .NET's own option means more than Linux's SO_REUSEADDR.
        socket.SetRawSocketOption(SolSocket, SoReuseAddr, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(TapNetwork.HostAddress, port));
        return socket;
    }

    private const int SolSocket = 1, SoReuseAddr = 2;

    private static string State(string number) => number switch // include/net/tcp_states.h
    {
        "01" => "ESTABLISHED",
        "02" => "SYN_SENT",
        "03" => "SYN_RECV",
        "04" => "FIN_WAIT1",
        "05" => "FIN_WAIT2",
        "06" => "TIME_WAIT",
        "07" => "CLOSE",
        "08" => "CLOSE_WAIT",
        "09" => "LAST_ACK",
        "0A" => "LISTEN",
        "0B" => "CLOSING",
        _ => number,
    };
}
