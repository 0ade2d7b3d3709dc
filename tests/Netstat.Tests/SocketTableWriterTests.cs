using System.Diagnostics;
using System.Net;
using ActorTcp.Api;
using ActorTcp.Apps.Netstat;
using ActorTcp.Apps.Netstat.Output;
using ActorTcp.Connection;

namespace Netstat.Tests;

public sealed class SocketTableWriterTests
{
    [Fact]
    public void The_table_is_that_of_ss()
    {
        TcpSocket wide = Some.Socket(TcpState.FinWait1, 5, 0, 1048577);
        string text = Write(new NetstatOptions(), Some.Listener(2), Some.Socket(TcpState.Established, 40000, 12, 345), wide);

        Assert.Equal(
            """
            State      Recv-Q Send-Q  Local Address:Port Peer Address:Port
            LISTEN     2      4096     198.51.100.2:7         0.0.0.0:*
            ESTAB      12     345      198.51.100.2:7    198.51.100.1:40000
            FIN-WAIT-1 0      1048577  198.51.100.2:7    198.51.100.1:5

            """, text);
    }

    [Fact]
    public void Nothing_but_the_header_where_nothing_is() =>
        Assert.Equal("State Recv-Q Send-Q Local Address:Port Peer Address:Port\n", Write(new NetstatOptions()));

    [Fact]
    public void The_header_can_be_left_out() =>
        Assert.StartsWith("ESTAB", Write(new NetstatOptions { Header = false }, Some.Socket(TcpState.Established)));

    [Theory]
    [InlineData(SocketTimer.Retransmission, 200, 0, "timer:(on,200ms,0)")]
    [InlineData(SocketTimer.Retransmission, 6400, 5, "timer:(on,6.400ms,5)")]
    [InlineData(SocketTimer.TimeWait, 59_400, 0, "timer:(timewait,59sec,0)")]
    [InlineData(SocketTimer.KeepAlive, 7_198_000, 0, "timer:(keepalive,119min,0)")]
    [InlineData(SocketTimer.Persist, 25_600, 7, "timer:(persist,25sec,7)")]
    public void With_o_comes_the_timer(SocketTimer timer, int expires, int retransmits, string expected)
    {
        TcpSocket socket = Some.Socket(TcpState.Established) with
        {
            Timer = timer,
            TimerExpires = TimeSpan.FromMilliseconds(expires),
            Retransmits = retransmits,
        };

        Assert.EndsWith($":40000 {expected}\n", Write(new NetstatOptions { Timers = true }, socket));
        Assert.DoesNotContain("timer", Write(new NetstatOptions(), socket));
    }

    [Fact]
    public void Without_a_timer_there_is_no_word_of_one() =>
        Assert.EndsWith(":40000\n", Write(new NetstatOptions { Timers = true }, Some.Socket(TcpState.Established)));

    [Fact]
    public void With_o_a_connection_that_the_application_forgot_shows()
    {
        TcpSocket forgotten = Some.Socket(TcpState.CloseWait) with { InState = TimeSpan.FromMinutes(61) };

        Assert.EndsWith(":40000 leak:(1h1min)\n", Write(new NetstatOptions { Timers = true }, forgotten));
    }

    [Fact]
    public void With_e_come_age_orphans_SYN_queue_and_actor()
    {
        TcpSocket orphan = Some.Socket(TcpState.FinWait2) with { InState = TimeSpan.FromSeconds(5), Orphan = true, Actor = "/user/stack/tcp/x" };
        var options = new NetstatOptions { Extended = true };

        Assert.EndsWith(":40000 since:(5s) orphan actor:/user/stack/tcp/x\n", Write(options, orphan));
        Assert.EndsWith(":*     since:(0s) syn-queue:(3,4096) actor:/user/stack/tcp/listen:7\n", Write(options, Some.Listener(), orphan).Split('\n')[1] + "\n");
    }

    [Fact]
    public void With_i_comes_a_second_line()
    {
        var info = new TcpInfo
        {
            Local = Some.Local,
            Remote = Some.Local,
            State = TcpState.Established,
            Timestamps = true,
            Sack = true,
            WindowScaling = true,
            SndWscale = 7,
            RcvWscale = 10,
            Rto = TimeSpan.FromMilliseconds(204),
            Rtt = TimeSpan.FromMilliseconds(0.5),
            RttVar = TimeSpan.FromMilliseconds(0.25),
            SndMss = 1448,
            CongestionControl = "cubic",
            SndCwnd = 10,
            SndSsthresh = int.MaxValue,
            Retransmits = 1,
            TotalRetrans = 3,
        };
        using var writer = new StringWriter { NewLine = "\n" };

        SocketTableWriter.Write([(Some.Socket(TcpState.Established), info)], new NetstatOptions { Header = false }, writer);

        Assert.EndsWith(":40000\n\t ts sack cubic wscale:7,10 rto:204 rtt:0.5/0.25 mss:1448 cwnd:10 retrans:1/3\n", writer.ToString());
    }

    /// <summary>The line that everybody types.</summary>
    [Fact]
    public async Task Awk_counts_the_states()
    {
        if (!File.Exists("/usr/bin/awk")) return;
        IEnumerable<TcpSocket> sockets = Enum.GetValues<TcpState>().Where(state => state != TcpState.Closed)
            .SelectMany(state => Enumerable.Range(1, (int)state).Select(port => state == TcpState.Listen ? Some.Listener() : Some.Socket(state, port)));
        var start = new ProcessStartInfo("/usr/bin/awk", ["NR>1 {++s[$1]} END {for (k in s) print k, s[k]}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process awk = Process.Start(start)!;
        await awk.StandardInput.WriteAsync(Write(new NetstatOptions { Timers = true, Extended = true }, [.. sockets]));
        awk.StandardInput.Close();
        string[] counted = (await awk.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["CLOSE-WAIT 7", "CLOSING 8", "ESTAB 4", "FIN-WAIT-1 5", "FIN-WAIT-2 6", "LAST-ACK 9", "LISTEN 1", "SYN-RECV 3", "SYN-SENT 2", "TIME-WAIT 10"],
            counted.Order(StringComparer.Ordinal));
    }

    private static string Write(NetstatOptions options, params TcpSocket[] sockets)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        SocketTableWriter.Write([.. sockets.Select(socket => (socket, (TcpInfo?)null))], options, writer);
        return writer.ToString();
    }
}
