using System.Globalization;
using System.Net;
using ActorTcp.Api;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;

namespace ActorTcp.Apps.Netstat.Output;

/// <summary>The table: one header line, one line a socket, columns as wide as they must be. With -i a second line, as ss has it.</summary>
internal static class SocketTableWriter
{
    private static readonly Row Header = new("State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "");

    public static void Write(IReadOnlyList<(TcpSocket Socket, TcpInfo? Info)> sockets, NetstatOptions options, TextWriter output)
    {
        Row[] rows = [.. sockets.Select(each => RowOf(each.Socket, options))];
        Widths widths = default;
        widths.Include(Header);
        foreach (Row row in rows) widths.Include(row);
        if (options.Header) WriteRow(Header, widths, output);
        for (int i = 0; i < rows.Length; i++)
        {
            WriteRow(rows[i], widths, output);
            if (sockets[i].Info is not { } info) continue;
            output.Write("\t ");
            output.WriteLine(InfoLine.Of(info));
        }
    }

    private static Row RowOf(TcpSocket socket, NetstatOptions options) => new(
        Ss.NameOf(socket.State),
        socket.ReceiveQueue.ToString(CultureInfo.InvariantCulture),
        socket.SendQueue.ToString(CultureInfo.InvariantCulture),
        socket.Local.Address.ToString(),
        Port(socket.Local),
        (socket.Remote?.Address ?? IPAddress.Any).ToString(),
        socket.Remote is { } peer ? Port(peer) : "*",
        Details(socket, options));

    private static string Port(IPEndPoint endPoint) => endPoint.Port.ToString(CultureInfo.InvariantCulture);

    private static string Details(TcpSocket socket, NetstatOptions options)
    {
        if (!options.Timers && !options.Extended) return "";
        var parts = new List<string>(6);
        if (options.Timers)
        {
            if (Ss.TimerOf(socket) is { Length: > 0 } timer) parts.Add(timer);
            if (Ss.IsLeak(socket)) parts.Add($"leak:({Ss.Age(socket.InState)})");
        }
        if (options.Extended)
        {
            parts.Add($"since:({Ss.Age(socket.InState)})");
            if (socket.Orphan) parts.Add("orphan");
            if (socket.State == TcpState.Listen) parts.Add($"syn-queue:({socket.SynQueue},{socket.SynQueueLimit})");
            if (socket.Actor.Length > 0) parts.Add($"actor:{socket.Actor}");
        }
        return string.Join(' ', parts);
    }

    private static void WriteRow(Row row, in Widths widths, TextWriter output)
    {
        Pad(row.State, widths.State + 1);
        Pad(row.ReceiveQueue, widths.ReceiveQueue + 1);
        Pad(row.SendQueue, widths.SendQueue + 1);
        EndPoint(row.Local, row.LocalPort, widths.Local, widths.LocalPort);
        output.Write(' ');
        EndPoint(row.Peer, row.PeerPort, widths.Peer, row.Details.Length > 0 ? widths.PeerPort : 0);
        if (row.Details.Length > 0)
        {
            output.Write(' ');
            output.Write(row.Details);
        }
        output.WriteLine();

        void EndPoint(string address, string port, int width, int portWidth)
        {
            Spaces(width - address.Length); // the colons stand below each other
            output.Write(address);
            output.Write(':');
            Pad(port, portWidth);
        }

        void Pad(string text, int width)
        {
            output.Write(text);
            Spaces(width - text.Length);
        }

        void Spaces(int count)
        {
            for (int i = 0; i < count; i++) output.Write(' ');
        }
    }

    private readonly record struct Row(
        string State, string ReceiveQueue, string SendQueue, string Local, string LocalPort, string Peer, string PeerPort, string Details);

    private struct Widths
    {
        public int State;
        public int ReceiveQueue;
        public int SendQueue;
        public int Local;
        public int LocalPort;
        public int Peer;
        public int PeerPort;

        public void Include(in Row row)
        {
            State = Math.Max(State, row.State.Length);
            ReceiveQueue = Math.Max(ReceiveQueue, row.ReceiveQueue.Length);
            SendQueue = Math.Max(SendQueue, row.SendQueue.Length);
            Local = Math.Max(Local, row.Local.Length);
            LocalPort = Math.Max(LocalPort, row.LocalPort.Length);
            Peer = Math.Max(Peer, row.Peer.Length);
            PeerPort = Math.Max(PeerPort, row.PeerPort.Length);
        }
    }
}
