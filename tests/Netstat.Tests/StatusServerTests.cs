using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using ActorTcp.Api;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;

namespace Netstat.Tests;

[UnsupportedOSPlatform("windows")] // it asks for the files' modes
public sealed class StatusServerTests : StatusFixture
{
    private const string AskSockets = "{\"what\":\"sockets\"}\n";

    [Fact]
    public async Task Sockets_come_through_as_they_are()
    {
        TcpSocket[] sockets =
        [
            Some.Listener(2),
            Some.Socket(TcpState.CloseWait, receiveQueue: 12, sendQueue: 345) with
            {
                Timer = SocketTimer.Retransmission,
                TimerExpires = TimeSpan.FromTicks(2_000_123),
                Retransmits = 3,
                InState = TimeSpan.FromMinutes(5),
                Orphan = true,
            },
        ];
        await using StatusServer server = await StartAsync(sockets);

        StatusAnswer answer = await StatusClient.AskAsync(Path, StatusRequest.Sockets);

        Assert.Equal("node", answer.Node);
        Assert.Equal(TimeSpan.FromSeconds(1.5), answer.At);
        Assert.Equal(sockets, answer.Sockets);
        Assert.Null(answer.Infos);
    }

    [Fact]
    public async Task The_JSON_is_one_line_with_plain_names_milliseconds_and_end_points()
    {
        await using StatusServer server = await StartAsync(Some.Socket(TcpState.Established) with { InState = TimeSpan.FromMilliseconds(2.5) });

        string line = await SayAsync(AskSockets);

        Assert.Equal(
            "{\"node\":\"node\",\"at\":1500,\"sockets\":[{\"state\":\"Established\",\"receiveQueue\":0,\"sendQueue\":0,"
            + "\"local\":\"198.51.100.2:7\",\"remote\":\"198.51.100.1:40000\",\"timer\":\"None\",\"timerExpires\":0,\"retransmits\":0,"
            + "\"inState\":2.5,\"orphan\":false,\"synQueue\":0,\"synQueueLimit\":0,\"actor\":\"\"}]}\n", line);
    }

    [Fact]
    public async Task Counters_have_the_names_and_groups_of_Linux()
    {
        await using StatusServer server = await StartAsync();

        StatusAnswer answer = await StatusClient.AskAsync(Path, StatusRequest.Counters);

        Assert.Equal(0, answer.Counters!["Tcp"]["ActiveOpens"]);
        Assert.Equal(0, answer.Counters["TcpExt"]["ListenOverflows"]);
        Assert.Equal(10, answer.States!.Count);
    }

    [Fact]
    public async Task A_client_can_ask_again_and_again_and_two_questions_at_once()
    {
        await using StatusServer server = await StartAsync(Some.Listener());

        string heard = await SayAsync(AskSockets + AskSockets + "{\"what\":\"counters\"}\n");

        string[] lines = heard.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(lines[0], lines[1]);
        Assert.Contains("ActiveOpens", lines[2]);
    }

    [Theory]
    [InlineData("hello\n", "a request is a line of JSON, such as {\\\"what\\\":\\\"sockets\\\"}")]
    [InlineData("\n", "a request is a line of JSON, such as {\\\"what\\\":\\\"sockets\\\"}")]
    [InlineData("null\n", "a request is a line of JSON, such as {\\\"what\\\":\\\"sockets\\\"}")]
    [InlineData("[1,2]\n", "a request is a line of JSON, such as {\\\"what\\\":\\\"sockets\\\"}")]
    [InlineData("{\"what\":5}\n", "a request is a line of JSON, such as {\\\"what\\\":\\\"sockets\\\"}")]
    [InlineData("\0\u0001\u00ff\n", "a request is a line of JSON, such as {\\\"what\\\":\\\"sockets\\\"}")]
    [InlineData("{}\n", "'what' is sockets, info or counters")]
    [InlineData("{\"what\":\"everything\"}\n", "'what' is sockets, info or counters")]
    public async Task Nonsense_is_answered_with_a_sentence(string request, string expected)
    {
        await using StatusServer server = await StartAsync();

        Assert.Equal($"{{\"error\":\"{expected}\"}}\n", await SayAsync(request));
    }

    [Fact]
    public async Task A_line_without_end_is_refused_after_its_first_kilobyte()
    {
        await using StatusServer server = await StartAsync();
        using Socket client = await ConnectAsync();
        byte[] much = new byte[64 * 1024];
        Array.Fill(much, (byte)'a');
        int sent = 0;
        try
        {
            while (sent < 64 * 1024 * 1024) sent += await client.SendAsync(much);
            Assert.Fail("the service takes 64 MiB of nonsense");
        }
        catch (SocketException refused)
        {
            Assert.True(refused.SocketErrorCode is SocketError.Shutdown or SocketError.ConnectionReset, $"{refused.SocketErrorCode}");
        }
        Assert.NotNull((await StatusClient.AskAsync(Path, StatusRequest.Sockets)).Sockets);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_dropped()
    {
        await using StatusServer server = await StartAsync(new StatusLimits { Request = TimeSpan.FromMilliseconds(50) });
        using Socket client = await ConnectAsync();

        Assert.Equal("", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_client_that_does_not_finish_its_line_is_dropped()
    {
        await using StatusServer server = await StartAsync(new StatusLimits { Request = TimeSpan.FromMilliseconds(50) });

        Assert.Equal("", await SayAsync("{\"what\":", end: false));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_holds_up_nobody()
    {
        TcpSocket[] many = [.. Enumerable.Range(1, 10_000).Select(port => Some.Socket(TcpState.TimeWait, port))];
        await using StatusServer server = await StartAsync(new StatusLimits { Answer = TimeSpan.FromSeconds(2) }, many);
        using Socket lazy = await ConnectAsync();
        await lazy.SendAsync(Encoding.UTF8.GetBytes(AskSockets));

        // Meanwhile somebody who reads gets all.
        Assert.Equal(10_000, (await StatusClient.AskAsync(Path, StatusRequest.Sockets)).Sockets!.Count);

        await server.SessionsEnded();
        string part = await ReadToEndAsync(lazy);
        Assert.DoesNotContain('\n', part);
    }

    [Fact]
    public async Task One_client_too_many_is_told_so()
    {
        await using StatusServer server = await StartAsync();
        var clients = new List<Socket>();
        for (int i = 0; i < StatusServer.ClientLimit; i++) clients.Add(await ConnectAsync());

        using (Socket late = await ConnectAsync())
            Assert.Equal("{\"error\":\"there are 8 clients already\"}\n", await ReadToEndAsync(late));

        foreach (Socket client in clients) client.Dispose();
        await server.SessionsEnded();
        Assert.NotNull((await StatusClient.AskAsync(Path, StatusRequest.Sockets)).Sockets);
    }

    [Fact]
    public async Task The_socket_is_its_owners_alone_and_goes_with_the_service()
    {
        StatusServer server = await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal(["node.sock"], Files);

        await server.DisposeAsync();

        Assert.Empty(Files);
    }

    [Fact]
    public async Task Clients_do_not_hold_up_the_end()
    {
        StatusServer server = await StartAsync();
        using Socket client = await ConnectAsync();

        await server.DisposeAsync();

        Assert.Equal("", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_socket_that_a_killed_node_has_left_is_replaced()
    {
        LeaveSocket();

        await using StatusServer server = await StartAsync(Some.Listener());

        Assert.Single((await StatusClient.AskAsync(Path, StatusRequest.Sockets)).Sockets!);
    }

    [Fact]
    public async Task A_node_that_answers_is_not_replaced()
    {
        await using StatusServer first = await StartAsync(Some.Listener());

        StatusException refused = await Assert.ThrowsAsync<StatusException>(() => StartAsync());

        Assert.Equal($"a node answers on {Path} already: give this one another name", refused.Message);
        Assert.Single((await StatusClient.AskAsync(Path, StatusRequest.Sockets)).Sockets!);
    }

    [Fact]
    public async Task A_file_is_not_replaced()
    {
        await File.WriteAllTextAsync(Path, "somebody's");

        StatusException refused = await Assert.ThrowsAsync<StatusException>(() => StartAsync());

        Assert.Equal($"{Path} is a file, not a node's socket: give another path", refused.Message);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(Path));
    }

    [Fact]
    public async Task A_path_that_is_too_long_for_a_socket_is_told()
    {
        string path = In(new string('x', 100));

        StatusException refused = await Assert.ThrowsAsync<StatusException>(
            () => StatusServer.StartAsync(Sys, Sys.DeadLetters, Counters, path, new StatusLimits()));

        Assert.Equal($"the path {path} is too long for a socket", refused.Message);
        Assert.Equal($"no node answers on {path}{path}", (await Assert.ThrowsAsync<StatusException>(() => StatusClient.AskAsync(path + path, "sockets"))).Message);
    }

    [Fact]
    public async Task Where_nobody_answers_the_client_says_so()
    {
        LeaveSocket();

        Assert.Equal($"no node answers on {Path}", (await Assert.ThrowsAsync<StatusException>(() => StatusClient.AskAsync(Path, "sockets"))).Message);
        Assert.Empty(await StatusClient.FindAsync(StatusAddress.Find([In("")])));
    }

    [Fact]
    public async Task Running_nodes_are_found_by_name()
    {
        await using StatusServer server = await StartAsync();

        Assert.Equal([("node", Path)], await StatusClient.FindAsync(StatusAddress.Find([In("nowhere"), System.IO.Path.GetDirectoryName(Path)!])));
    }

    [Fact]
    public async Task A_folder_is_made_for_its_owner_alone()
    {
        string path = In("deep/node.sock");

        await using StatusServer server = await StatusServer.StartAsync(Sys, Sys.DeadLetters, Counters, path, new StatusLimits());

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(In("deep")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a\n")]
    public void What_cannot_be_a_name_is_told(string name) =>
        Assert.StartsWith($"'{name}' cannot be a node's name", Assert.Throws<StatusException>(() => StatusAddress.PathOf(name, "/run/actortcp")).Message);

    [Theory]
    [InlineData("tap0", "/run/actortcp/tap0.sock")]
    [InlineData("/tmp/x", "/tmp/x")]
    public void A_name_is_a_socket_in_the_folder_and_a_path_is_itself(string name, string expected) =>
        Assert.Equal(expected, StatusAddress.PathOf(name, "/run/actortcp"));
}
