using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

/// <summary>Many threads, with calls that block, on the same sockets at once. Real time, real threads, and no waiting for time to pass.</summary>
public abstract class ThreadTests : IDisposable
{
    private readonly List<ITestSocket> _opened = [];

    protected ThreadTests(ISocketApi api) => Api = api;

    protected ISocketApi Api { get; }

    public void Dispose()
    {
        foreach (ITestSocket socket in _opened) socket.Dispose();
        Api.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Many_threads_send_on_one_socket_and_many_receive_from_it()
    {
        const int senders = 8, receivers = 4, messages = 200, length = 300;
        (ITestSocket client, ITestSocket server) = Connected();
        long[] counts = new long[256];

        Task[] sending = Threads(senders, sender =>
        {
            byte[] message = new byte[length];
            Array.Fill(message, (byte)sender);
            for (int i = 0; i < messages; i++) Assert.Equal(length, client.Send(message));
        });
        Task[] receiving = Threads(receivers, _ =>
        {
            byte[] buffer = new byte[1000];
            for (int got = server.Receive(buffer); got > 0; got = server.Receive(buffer))
                foreach (byte value in buffer.AsSpan(0, got)) Interlocked.Increment(ref counts[value]);
        });
        Api.Await(Task.WhenAll(sending));
        client.Shutdown(SocketShutdown.Send);
        Api.Await(Task.WhenAll(receiving)); // the end is there for each of them

        Assert.All(counts[..senders], count => Assert.Equal(messages * length, count));
        Assert.All(counts[senders..], count => Assert.Equal(0, count));
    }

    [Fact]
    public void Both_directions_of_a_socket_are_used_at_once()
    {
        const int total = 1 << 20;
        (ITestSocket client, ITestSocket server) = Connected();

        Task[] all =
        [
            .. Threads(1, _ => Assert.Equal(total, client.Send(new byte[total]))),
            .. Threads(1, _ => Assert.Equal(total, server.Send(new byte[total]))),
            .. Threads(1, _ => ReceiveAll(client, total)),
            .. Threads(1, _ => ReceiveAll(server, total)),
        ];

        Api.Await(Task.WhenAll(all));
    }

    [Fact]
    public void Many_threads_accept_and_each_connection_is_accepted_once()
    {
        const int acceptors = 4, each = 10;
        ITestSocket listener = Listener();
        var accepted = new System.Collections.Concurrent.ConcurrentBag<IPEndPoint>();
        var connected = new System.Collections.Concurrent.ConcurrentBag<IPEndPoint>();

        Task[] accepting = Threads(acceptors, _ =>
        {
            for (int i = 0; i < each; i++) accepted.Add(Kept(listener.Accept()).Remote!);
        });
        Task[] connecting = Threads(acceptors, _ =>
        {
            for (int i = 0; i < each; i++)
            {
                ITestSocket client = Kept(Api.OpenHere(SocketType.Stream));
                client.Connect(listener.Local!);
                connected.Add(client.Local!);
            }
        });
        Api.Await(Task.WhenAll([.. accepting, .. connecting]));

        Assert.Equal(connected.Select(name => name.ToString()).Order(), accepted.Select(name => name.ToString()).Order());
    }

    [Fact]
    public void A_blocking_receive_waits_for_another_threads_send()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        byte[] buffer = new byte[10];
        Task[] receiving = Threads(1, _ => Assert.Equal(3, server.Receive(buffer)));

        client.Send([1, 2, 3]);

        Api.Await(receiving[0]);
        Assert.Equal([1, 2, 3], buffer[..3]);
    }

    [Fact]
    public void A_blocking_receive_with_SO_RCVTIMEO_gives_up()
    {
        (ITestSocket client, ITestSocket _) = Connected();
        client.Set(SocketOptions.ReceiveTimeout, TimeSpan.FromMilliseconds(20));

        SocketException failure = Assert.Throws<SocketException>(() => client.ReceiveFrom(new byte[1]));

        Assert.Equal(SocketError.WouldBlock, failure.SocketErrorCode);
    }

    [Fact]
    public void A_blocking_accept_with_SO_RCVTIMEO_gives_up()
    {
        ITestSocket listener = Listener();
        listener.Set(SocketOptions.ReceiveTimeout, TimeSpan.FromMilliseconds(20));

        SocketException failure = Assert.Throws<SocketException>(() => listener.Accept());

        Assert.Equal(SocketError.WouldBlock, failure.SocketErrorCode);
    }

    [Fact]
    public void A_blocking_send_with_SO_SNDTIMEO_tells_what_it_has_taken()
    {
        (ITestSocket client, ITestSocket _) = Connected();
        client.Set(SocketOptions.SendTimeout, TimeSpan.FromMilliseconds(20));

        // Past .NET's own loop, which would ask again.
        Assert.InRange(client.Send(new byte[64 << 20], SocketMessageFlags.More), 1, (64 << 20) - 1);
    }

    [Fact]
    public void Many_threads_may_close_a_socket()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        Api.Await(Task.WhenAll(Threads(8, _ => client.Close())));

        Assert.Equal(0, server.Receive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => client.Send([1]));
    }

    [Fact]
    public void Close_ends_the_calls_of_other_threads()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send([1]);
        Task<SocketError>[] receiving =
            [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => ErrorOfReceives(server), TaskCreationOptions.LongRunning))];
        Api.Await(Task.WhenAny(receiving[0], Task.Run(() => client.Poll())));

        server.Close();

        Api.Await(Task.WhenAll(receiving));
        Assert.All(receiving, ended => Assert.Contains(ended.Result, new[] { SocketError.OperationAborted, SocketError.ConnectionAborted }));
    }

    [Fact]
    public void Connections_come_and_go_on_many_threads()
    {
        ITestSocket listener = Listener();
        Task[] serving = Threads(4, _ =>
        {
            for (int i = 0; i < 10; i++)
            {
                using ITestSocket server = listener.Accept();
                byte[] buffer = new byte[100];
                for (int got = server.Receive(buffer); got > 0; got = server.Receive(buffer)) server.Send(buffer[..got]);
            }
        });

        Task[] asking = Threads(4, number =>
        {
            for (int i = 0; i < 10; i++)
            {
                using ITestSocket client = Api.OpenHere(SocketType.Stream);
                client.Connect(listener.Local!);
                client.Send([(byte)number, (byte)i]);
                byte[] answer = ReceiveAll(client, 2);
                Assert.Equal([(byte)number, (byte)i], answer);
            }
        });

        Api.Await(Task.WhenAll([.. serving, .. asking]));
    }

    private static SocketError ErrorOfReceives(ITestSocket socket)
    {
        try
        {
            while (socket.Receive(new byte[1]) > 0)
            {
            }
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted; // it came after the close
        }
    }

    private static byte[] ReceiveAll(ITestSocket socket, int count)
    {
        byte[] all = new byte[count];
        byte[] buffer = new byte[65536];
        for (int have = 0; have < count;)
        {
            int got = socket.Receive(buffer);
            Assert.NotEqual(0, got);
            buffer.AsSpan(0, got).CopyTo(all.AsSpan(have));
            have += got;
        }
        return all;
    }

    private static Task[] Threads(int count, Action<int> work) =>
        [.. Enumerable.Range(0, count).Select(number => Task.Factory.StartNew(() => work(number), TaskCreationOptions.LongRunning))];

    private ITestSocket Kept(ITestSocket socket)
    {
        lock (_opened) _opened.Add(socket);
        return socket;
    }

    private ITestSocket Listener()
    {
        ITestSocket listener = Kept(Api.OpenThere(SocketType.Stream));
        listener.Bind(new IPEndPoint(Api.There, 0));
        listener.Listen(64);
        return listener;
    }

    private (ITestSocket Client, ITestSocket Server) Connected()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Kept(Api.OpenHere(SocketType.Stream));
        client.Connect(listener.Local!);
        return (client, Kept(listener.Accept()));
    }
}
