using System.Globalization;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>The words of Linux's ss.</summary>
public static class Ss
{
    /// <summary>How long a peer's close may go unanswered before it counts as forgotten.</summary>
    public static readonly TimeSpan LeakAfter = TimeSpan.FromMinutes(1);

    /// <summary>A state's name.</summary>
    public static string NameOf(TcpState state) => state switch
    {
        TcpState.Closed => "UNCONN",
        TcpState.Listen => "LISTEN",
        TcpState.SynSent => "SYN-SENT",
        TcpState.SynReceived => "SYN-RECV",
        TcpState.Established => "ESTAB",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.Closing => "CLOSING",
        TcpState.LastAck => "LAST-ACK",
        TcpState.TimeWait => "TIME-WAIT",
        _ => "UNKNOWN",
    };

    /// <summary>ss -o's <c>timer:(name,time,retransmissions)</c>; empty where no timer runs.</summary>
    public static string TimerOf(TcpSocket socket)
    {
        string name = socket.Timer switch
        {
            SocketTimer.Retransmission => "on",
            SocketTimer.KeepAlive => "keepalive",
            SocketTimer.TimeWait => "timewait",
            SocketTimer.Persist => "persist",
            _ => "",
        };
        return name.Length == 0 ? "" : $"timer:({name},{Duration(socket.TimerExpires)},{socket.Retransmits})";
    }

    /// <summary>The peer has closed long ago, and the application has not noticed, or has forgotten.</summary>
    public static bool IsLeak(TcpSocket socket) => socket.State == TcpState.CloseWait && socket.InState >= LeakAfter;

    /// <summary>A time that has passed, roughly: 3.2s, 4min20s, 2h5min.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(age.TotalSeconds * 10) / 10):0.#}s"),
        { TotalHours: < 1 } => $"{age.Minutes}min{age.Seconds}s",
        _ => $"{(long)age.TotalHours}h{age.Minutes}min",
    };

    /// <summary>
    /// A duration as ss prints it (print_ms_timer): from ten minutes on minutes only, from ten seconds on no milliseconds, and
    /// 1.5 s as 1.500ms.
    /// </summary>
    public static string Duration(TimeSpan duration)
    {
        long timeout = Math.Max(0, (long)duration.TotalMilliseconds);
        long minutes = timeout / 60_000;
        long seconds = timeout / 1000 % 60;
        long milliseconds = timeout % 1000;
        if (minutes > 0) milliseconds = 0;
        if (minutes > 9) seconds = 0;
        if (seconds > 9) milliseconds = 0;
        string text = minutes > 0 ? $"{minutes}min" : "";
        if (seconds > 0) text += $"{seconds}{(milliseconds > 0 ? "." : "sec")}";
        if (milliseconds > 0) text += milliseconds.ToString("D3", CultureInfo.InvariantCulture) + "ms";
        return text;
    }
}
