using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using ActorTcp.Api;
using ActorTcp.Apps.Netstat;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace Netstat.Tests;

/// <summary>Two stacks on a wire in memory and in real time: what the one's status service tells is what it does.</summary>
public sealed class RunningNodeTests : StatusFixture
{
    private const int Port = 7;

    private readonly ThreadEventLoop _loop = new();
    private readonly StackHandle _server;
    private readonly StackHandle _client;

    public RunningNodeTests()
    {
        var wire = new VirtualWire(_loop);
        _server = TcpStack.Start(Sys, _loop, wire.Connect("server"), new StackOptions { Address = Ipv4Network.Parse("198.51.100.2/24") }, "server");
        _client = TcpStack.Start(
            Sys, _loop, wire.Connect("client"),
            new StackOptions { Address = Ipv4Network.Parse("198.51.100.1/24"), Mac = MacAddress.Parse("02:00:5e:00:00:01") }, "client");
    }

    [Fact]
    public async Task Netstat_shows_what_is_open()
    {
        TestProbe listener = CreateTestProbe();
        await using StatusServer status = await ServeAsync(listener);
        (IActorRef _, IActorRef _, IPEndPoint first) = Open(listener);
        (IActorRef client, IActorRef _, IPEndPoint second) = Open(listener);
        client.Tell(StackTcp.GetInfo.Instance, TestActor);
        ExpectMsg<TcpInfo>();

        client.Tell(Tcp.ConfirmedClose.Instance);
        listener.ExpectMsg<Tcp.PeerClosed>(); // and the application keeps it open: CLOSE_WAIT

        Assert.Equal([$"ESTAB 198.51.100.2:7 {first}", $"CLOSE-WAIT 198.51.100.2:7 {second}"], await LinesAsync(new NetstatOptions()));
        Assert.Equal(["LISTEN 198.51.100.2:7 0.0.0.0:*"], await LinesAsync(new NetstatOptions { Selection = Selection.Listening }));
        Assert.Equal(3, (await LinesAsync(new NetstatOptions { Selection = Selection.All })).Length);
    }

    [Fact]
    public async Task TIME_WAIT_shows_with_a_and_its_timer_with_o()
    {
        TestProbe listener = CreateTestProbe();
        await using StatusServer status = await ServeAsync(listener);
        (IActorRef _, IActorRef server, IPEndPoint peer) = Open(listener);

        server.Tell(Tcp.ConfirmedClose.Instance, listener.Ref);
        listener.ExpectMsg<Tcp.ConfirmedClosed>();

        string text = await TextAsync(new NetstatOptions { Selection = Selection.All, Timers = true });
        Assert.Matches($"TIME-WAIT +0 +0 +198.51.100.2:7 +{peer} +timer:\\(timewait,[0-9a-z]+,0\\)", text);
        Assert.Empty(await LinesAsync(new NetstatOptions()));
    }

    [Fact]
    public async Task Recv_Q_is_what_the_application_has_not_taken()
    {
        TestProbe listener = CreateTestProbe();
        await using StatusServer status = await ServeAsync(listener);
        (IActorRef client, IActorRef server, IPEndPoint _) = Open(listener);
        server.Tell(Tcp.SuspendReading.Instance, listener.Ref);
        server.Tell(StackTcp.GetInfo.Instance, TestActor);
        ExpectMsg<TcpInfo>(); // the suspension came before

        client.Tell(Tcp.Write.Create(ByteString.FromBytes(new byte[1234]), new Written()), TestActor);
        ExpectMsg<Written>();

        await AwaitAssertAsync(async () => Assert.Equal("1234", (await RowsAsync(new NetstatOptions()))[0][1]));
    }

    [Fact]
    public async Task With_i_each_connection_tells_its_inside()
    {
        TestProbe listener = CreateTestProbe();
        await using StatusServer status = await ServeAsync(listener);
        Open(listener);
        Open(listener);

        string text = await TextAsync(new NetstatOptions { Selection = Selection.All, Info = true });

        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("\t ", StringComparison.Ordinal) && line.Contains(" mss:1")));
    }

    [Fact]
    public async Task With_s_the_counters_tell_what_happened()
    {
        TestProbe listener = CreateTestProbe();
        await using StatusServer status = await ServeAsync(listener);
        Open(listener);
        Open(listener);

        string[] lines = [.. (await TextAsync(new NetstatOptions { Statistics = true })).Split('\n').Select(OneSpace)];

        Assert.Contains(" PassiveOpens 2", lines);
        Assert.Contains(" ActiveOpens 0", lines);
        Assert.Contains(" LISTEN 1", lines);
        Assert.Contains(" ESTAB 2", lines);
        Assert.Contains("TcpExt:", lines);
    }

    [Fact]
    public async Task Json_is_an_array_with_a_socket_a_line()
    {
        TestProbe listener = CreateTestProbe();
        await using StatusServer status = await ServeAsync(listener);
        (IActorRef _, IActorRef _, IPEndPoint peer) = Open(listener);

        string text = await TextAsync(new NetstatOptions { Selection = Selection.All, Json = true, Info = true });

        using var json = System.Text.Json.JsonDocument.Parse(text);
        Assert.Equal(2, json.RootElement.GetArrayLength());
        Assert.Equal($"{peer}", json.RootElement[1].GetProperty("remote").GetString());
        Assert.Equal($"{peer}", json.RootElement[1].GetProperty("info").GetProperty("remote").GetString());
        Assert.Equal(4, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Shutdown(); // the stacks' end needs the loop
        _loop.Dispose();
    }

    private async Task<StatusServer> ServeAsync(TestProbe listener)
    {
        _server.Tcp.Tell(new Tcp.Bind(listener.Ref, Some.Local), listener.Ref);
        listener.ExpectMsg<Tcp.Bound>();
        return await StatusServer.StartAsync(Sys, _server, Path);
    }

    /// <summary>A connection: both ends' actors, and the client's address.</summary>
    private (IActorRef Client, IActorRef Server, IPEndPoint Peer) Open(TestProbe listener)
    {
        TestProbe opener = CreateTestProbe();
        _client.Tcp.Tell(new Tcp.Connect(Some.Local), opener.Ref);
        opener.ExpectMsg<Tcp.Connected>();
        IActorRef client = opener.LastSender;
        client.Tell(new Tcp.Register(opener.Ref), opener.Ref);
        var peer = (IPEndPoint)listener.ExpectMsg<Tcp.Connected>().RemoteAddress;
        IActorRef server = listener.LastSender;
        server.Tell(new Tcp.Register(listener.Ref, keepOpenOnPeerClosed: true), listener.Ref);
        return (client, server, peer);
    }

    private async Task<string> TextAsync(NetstatOptions options)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        await Report.WriteAsync(options with { Node = Path }, writer);
        return writer.ToString();
    }

    private async Task<string[][]> RowsAsync(NetstatOptions options) =>
        [.. (await TextAsync(options)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>State, own end and peer of each row, without what else there is.</summary>
    private async Task<string[]> LinesAsync(NetstatOptions options) =>
        [.. (await RowsAsync(options)).Select(row => $"{row[0]} {row[3]} {row[4]}")];

    private static string OneSpace(string line) => System.Text.RegularExpressions.Regex.Replace(line, " +", " ");

    private sealed class Written : Tcp.Event;
}
