using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using Akka.Actor;

namespace ActorTcp.Sockets;

/// <summary>
/// A socket of a stack, for people who think in socket(2), bind(2), connect(2) …: a facade over the actors of its listener, connection or
/// datagrams. Safe from any thread, several at once; each direction is served in the order of its calls.
/// </summary>
/// <remarks>
/// <para>Errors are <see cref="SocketException"/>s whose <see cref="SocketException.SocketErrorCode"/> is what .NET makes of Linux's
/// errno for the same mistake (<see cref="SocketErrno"/>; docs/errors.md); on a closed socket <see cref="ObjectDisposedException"/>.</para>
/// <para>Synchronous calls block their thread where <see cref="Blocking"/> is on and the call would wait, else they fail with WouldBlock. They
/// must not come from the stack's own loop. On a <see cref="Loop.VirtualEventLoop"/> they run it until it is idle, on the caller's thread;
/// a call that would then still wait for time to pass throws <see cref="InvalidOperationException"/>, since nobody else moves it.</para>
/// <para>Asynchronous calls wait whatever <see cref="Blocking"/> says, unless their flags have <see cref="SocketMessageFlags.DontWait"/>. A
/// cancelled one has had no effect.</para>
/// </remarks>
public sealed partial class StackSocket : IDisposable, IAsyncDisposable
{
    private readonly StackHandle _stack;
    private readonly SocketCalls _calls;
    private int _closed;

    private StackSocket(StackHandle stack, SocketType type, SocketCalls calls)
    {
        _stack = stack;
        _calls = calls;
        SocketType = type;
    }

    /// <summary>Stream (TCP) or Dgram (UDP).</summary>
    public SocketType SocketType { get; }

    /// <summary>Whether synchronous calls wait: O_NONBLOCK is not set. On by default; sockets that <see cref="Accept"/> returns begin with it on.</summary>
    public bool Blocking { get; set; } = true;

    /// <summary>getsockname(2); null while the socket has no name.</summary>
    public IPEndPoint? LocalEndPoint => Call(new LocalNameOperation());

    /// <summary>Of a socket that <see cref="Accept"/> has returned: who is connected, as accept(2) tells it; else null. Does not change.</summary>
    public IPEndPoint? AcceptedFrom => _calls.AcceptedFrom;

    /// <summary>getpeername(2); null while the socket has no peer.</summary>
    public IPEndPoint? RemoteEndPoint
    {
        get
        {
            try
            {
                return Call(new RemoteNameOperation());
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.NotConnected)
            {
                return null;
            }
        }
    }

    /// <summary>socket(2): AF_INET with SOCK_STREAM or SOCK_DGRAM. From any thread; does not wait.</summary>
    /// <param name="stack">The stack that it is a socket of.</param>
    /// <param name="type">Stream or Dgram.</param>
    /// <exception cref="SocketException">Another type: SocketNotSupported.</exception>
    public static StackSocket Create(StackHandle stack, SocketType type)
    {
        ArgumentNullException.ThrowIfNull(stack);
        var calls = new SocketCalls();
        Props props = type switch
        {
            SocketType.Stream => StreamSocketActor.Props(stack.Context, calls),
            SocketType.Dgram => DatagramSocketActor.Props(stack.Context, calls),
            _ => throw new SocketException((int)SocketError.SocketNotSupported),
        };
        stack.Tcp.Tell(new SpawnSocket(props, calls), ActorRefs.NoSender);
        return new StackSocket(stack, type, calls);
    }

    /// <summary>bind(2).</summary>
    /// <param name="local">The stack's address or any; port 0 chooses one of <c>ip_local_port_range</c>.</param>
    /// <exception cref="SocketException">AddressAlreadyInUse, AddressNotAvailable, InvalidArgument (bound already).</exception>
    public void Bind(EndPoint local) => Call(new BindOperation(NotNull(local)));

    /// <summary>listen(2); again on a listener: changes the backlog.</summary>
    /// <param name="backlog">How many connections may wait to be accepted; at most <c>somaxconn</c>.</param>
    /// <exception cref="SocketException">AddressAlreadyInUse, InvalidArgument (connected), OperationNotSupported (a datagram socket).</exception>
    public void Listen(int backlog) => Call(new ListenOperation(backlog));

    /// <summary>accept(2).</summary>
    /// <exception cref="SocketException">WouldBlock, InvalidArgument (it does not listen), OperationNotSupported.</exception>
    public StackSocket Accept() => Accepted(Call(new AcceptOperation { DontWait = !Blocking }));

    /// <summary>accept(2).</summary>
    /// <param name="token">Gives up the call; a connection stays in the queue.</param>
    /// <exception cref="SocketException">As <see cref="Accept"/>.</exception>
    public async Task<StackSocket> AcceptAsync(CancellationToken token = default) =>
        Accepted(await CallAsync(new AcceptOperation(), token).ConfigureAwait(false));

    /// <summary>connect(2). Of a datagram socket: whom it sends to, and alone receives from.</summary>
    /// <param name="remote">The peer; of a datagram socket null dissolves the association (AF_UNSPEC).</param>
    /// <exception cref="SocketException">
    /// ConnectionRefused, TimedOut, HostUnreachable, NetworkUnreachable, IsConnected, AddressNotAvailable …; InProgress and AlreadyInProgress
    /// where <see cref="Blocking"/> is off.
    /// </exception>
    public void Connect(EndPoint? remote) => Call(new ConnectOperation(Read(remote)) { DontWait = !Blocking });

    /// <summary>connect(2).</summary>
    /// <param name="remote">As <see cref="Connect"/>.</param>
    /// <param name="token">Gives up waiting; the handshake goes on, as with a blocking connect(2) that a signal has ended.</param>
    /// <exception cref="SocketException">As <see cref="Connect"/>.</exception>
    public Task ConnectAsync(EndPoint? remote, CancellationToken token = default) => CallAsync(new ConnectOperation(Read(remote)), token);

    /// <summary>shutdown(2).</summary>
    /// <param name="how">Which direction; a FIN follows what was sent.</param>
    /// <exception cref="SocketException">NotConnected.</exception>
    public void Shutdown(SocketShutdown how) => Call(new ShutdownOperation(how));

    /// <summary>close(2): a reset if there is text that was not read, else a FIN behind what was sent; with SO_LINGER it waits for that.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        Wait(new CloseOperation());
    }

    /// <summary>close(2).</summary>
    /// <returns>Ends when close(2) would have returned.</returns>
    public Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return Task.CompletedTask;
        var close = new CloseOperation();
        _calls.Post(close);
        return close.Task;
    }

    /// <summary>poll(2) without waiting: what the socket is ready for.</summary>
    public SocketEvents Poll() => Call(new ReadinessOperation());

    /// <summary>poll(2).</summary>
    /// <param name="interest">What is waited for; Error and HangUp always are.</param>
    /// <param name="timeout">How long at most; negative: for ever. On a virtual loop its time is moved on.</param>
    /// <returns>What came of it; None: the time is over.</returns>
    public SocketEvents Poll(SocketEvents interest, TimeSpan timeout) => PollFor(new WaitOperation(interest), timeout);

    /// <summary>poll(2).</summary>
    /// <param name="interest">What is waited for; Error and HangUp always are.</param>
    /// <param name="token">Ends the waiting.</param>
    public Task<SocketEvents> WaitAsync(SocketEvents interest, CancellationToken token = default) => CallAsync(new WaitOperation(interest), token);

    /// <summary>As <see cref="Close"/>, without waiting for SO_LINGER.</summary>
    [SuppressMessage("Usage", "CA2012", Justification = "nobody waits for close(2) here")]
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0) _calls.Post(new CloseOperation());
    }

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => new(CloseAsync());

    private StackSocket Accepted(SocketCalls calls) => new(_stack, SocketType.Stream, calls);
}
