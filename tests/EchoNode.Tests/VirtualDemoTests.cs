using System.Text.RegularExpressions;
using ActorTcp.Apps.EchoNode.Demo;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Apps.EchoNode.Output;

namespace EchoNode.Tests;

public sealed class VirtualDemoTests
{
    /// <summary>A connection's life as the server sees it. What options and windows a segment carries is not this test's.</summary>
    private static readonly string[] Life =
    [
        @"0\.000000 \*   server: Closed -> Listen",
        @"0\.000000 \*   client: Closed -> SynSent",
        @"0\.010000 < ARP, Request who-has 198\.51\.100\.2 tell 198\.51\.100\.1",
        @"0\.010000 > ARP, Reply 198\.51\.100\.2 is-at ",
        @"0\.030000 < IP 198\.51\.100\.1\.\d+ > 198\.51\.100\.2\.7: Flags \[S\], ",
        @"0\.030000 \*   server: Listen -> SynReceived",
        @"0\.030000 > IP 198\.51\.100\.2\.7 > 198\.51\.100\.1\.\d+: Flags \[S\.\], ",
        @"0\.040000 \*   client: SynSent -> Established",
        @"0\.050000 < .* Flags \[\.\], ack 1, ",
        @"0\.050000 \*   server: SynReceived -> Established",
        @"1\.010000 < .* Flags \[P\.\], seq 1:15, ack 1, .* length 14$",
        @"1\.010000 > .* Flags \[P\.\], seq 1:15, ack 15, .* length 14$",
        @"2\.000000 \*   client: Established -> FinWait1",
        @"2\.010000 < .* Flags \[F\.\], seq 15, ack 15, ",
        @"2\.010000 \*   server: Established -> CloseWait",
        @"2\.010000 > .* Flags \[\.\], ack 16, ",
        @"2\.015000 \*   server: CloseWait -> LastAck",
        @"2\.015000 > .* Flags \[F\.\], seq 15, ack 16, ",
        @"2\.020000 \*   client: FinWait1 -> FinWait2",
        @"2\.025000 \*   client: FinWait2 -> TimeWait",
        @"2\.035000 < .* Flags \[\.\], ack 16, ",
        @"2\.035000 \*   server: LastAck -> Closed",
        @"62\.025000 \*   client: TimeWait -> Closed",
    ];

    [Fact]
    public async Task The_demonstration_shows_a_connection_from_SYN_to_the_end_of_TIME_WAIT()
    {
        string[] lines = await ShowAsync();

        int line = 0;
        foreach (string pattern in Life)
        {
            while (line < lines.Length && !Regex.IsMatch(lines[line], $"^{pattern}")) line++;
            Assert.True(line < lines.Length, $"no line, in its place, like: {pattern}\n{string.Join('\n', lines)}");
            line++;
        }
    }

    [Fact]
    public async Task Each_show_is_the_same() => Assert.Equal(await ShowAsync(), await ShowAsync());

    private static async Task<string[]> ShowAsync()
    {
        using var writer = new StringWriter();
        await VirtualDemo.RunAsync(new Terminal(writer), new NodeOptions());
        return writer.ToString().Split('\n');
    }
}
