using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests.Kernel;

/// <summary>
/// The kernel's socket under .NET's <see cref="Socket"/>. What .NET passes on goes through it: send, receive, shutdown, close and all
/// that is asynchronous. Where it answers in the kernel's place (bind sets SO_REUSEADDR, a connect that is in progress is WouldBlock, accept
/// and the end points remember instead of asking) the system call is made.
/// </summary>
internal sealed unsafe partial class KernelSocket : ITestSocket
{
    private const SocketMessageFlags KnownToDotNet = SocketMessageFlags.OutOfBand | SocketMessageFlags.Peek;
    private readonly int _descriptor;
    private readonly Lock _wrapping = new();
    private Socket? _net;
    private bool _blocking = true;
    private bool _closed;

    public KernelSocket(SocketType type)
        : this(Errno.Check(LibC.Socket(LibC.AfInet, (int)type | LibC.CloseOnExec, 0)))
    {
    }

    private KernelSocket(int descriptor) => _descriptor = descriptor;

    public bool Blocking
    {
        get => _blocking;
        set
        {
            const int getFlags = 3, setFlags = 4, nonBlock = 0x800;
            int flags = Errno.Check(LibC.Fcntl(Descriptor, getFlags, 0));
            Errno.Check(LibC.Fcntl(Descriptor, setFlags, value ? flags & ~nonBlock : flags | nonBlock));
            _blocking = value;
            if (_net is { } net) net.Blocking = value;
        }
    }

    public IPEndPoint? Local
    {
        get
        {
            byte* raw = stackalloc byte[RawAddress.Size];
            int length = RawAddress.Size;
            Errno.Check(LibC.SocketName(Descriptor, raw, &length));
            return RawAddress.Read(new ReadOnlySpan<byte>(raw, RawAddress.Size));
        }
    }

    public IPEndPoint? Remote
    {
        get
        {
            byte* raw = stackalloc byte[RawAddress.Size];
            int length = RawAddress.Size;
            try
            {
                Errno.Check(LibC.PeerName(Descriptor, raw, &length));
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.NotConnected)
            {
                return null;
            }
            return RawAddress.Read(new ReadOnlySpan<byte>(raw, RawAddress.Size));
        }
    }

    /// <summary>The descriptor, while it is open.</summary>
    internal int Descriptor
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _descriptor;
        }
    }

    // Wrapped late: .NET asks an existing descriptor what has become of it already.
    private Socket Net
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            lock (_wrapping) return _net ??= new Socket(new SafeSocketHandle(_descriptor, ownsHandle: true)) { Blocking = _blocking };
        }
    }

    public void Bind(IPEndPoint local)
    {
        byte[] raw = RawAddress.Of(local);
        fixed (byte* address = raw) Errno.Check(LibC.Bind(Descriptor, address, raw.Length));
    }

    public void Listen(int backlog) => Errno.Check(LibC.Listen(Descriptor, backlog));

    public ITestSocket Accept() => new KernelSocket(Errno.Check(LibC.Accept(Descriptor, null, null, LibC.CloseOnExec)));

    public void Connect(IPEndPoint remote)
    {
        byte[] raw = RawAddress.Of(remote);
        fixed (byte* address = raw) Errno.Check(LibC.Connect(Descriptor, address, raw.Length));
    }

    public int Send(byte[] data, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        if ((flags & ~KnownToDotNet) == 0) return Net.Send(data, (SocketFlags)flags);
        fixed (byte* bytes = data) return Errno.Check((int)LibC.SendTo(Descriptor, bytes, data.Length, (int)flags | LibC.NoSignal, null, 0));
    }

    public int SendTo(byte[] data, IPEndPoint to, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        byte[] raw = RawAddress.Of(to);
        fixed (byte* address = raw)
        fixed (byte* bytes = data)
            return Errno.Check((int)LibC.SendTo(Descriptor, bytes, data.Length, (int)flags | LibC.NoSignal, address, raw.Length));
    }

    public int Receive(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        if ((flags & ~KnownToDotNet) == 0) return Net.Receive(buffer, (SocketFlags)flags);
        return ReceiveFrom(buffer, flags).Count;
    }

    public ReceivedMessage ReceiveFrom(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        byte* raw = stackalloc byte[RawAddress.Size];
        int length = RawAddress.Size;
        bool datagrams = Get(SocketOptions.SocketType) == (int)SocketType.Dgram;
        // The kernel tells the whole length only if asked to; on a stream the flag would throw the bytes away.
        int asked = (int)(datagrams ? flags | SocketMessageFlags.Truncate : flags);
        int count;
        fixed (byte* bytes = buffer) count = Errno.Check((int)LibC.ReceiveFrom(Descriptor, bytes, buffer.Length, asked, raw, &length));
        bool cut = count > buffer.Length;
        return new ReceivedMessage(
            cut && (flags & SocketMessageFlags.Truncate) == 0 ? buffer.Length : count,
            datagrams && length > 0 ? RawAddress.Read(new ReadOnlySpan<byte>(raw, RawAddress.Size)) : null,
            cut ? SocketMessageFlags.Truncate : SocketMessageFlags.None);
    }

    public void Shutdown(SocketShutdown how) => Errno.Check(LibC.Shutdown(Descriptor, (int)how));

    public void Close()
    {
        lock (_wrapping)
        {
            if (_closed) return;
            _closed = true;
            if (_net is { } net) net.Dispose();
            else Errno.Check(LibC.Close(_descriptor));
        }
    }

    public SocketEvents Poll() => Poll(SocketEvents.Readable | SocketEvents.Urgent | SocketEvents.Writable | SocketEvents.ReadHangUp, 0);

    public SocketEvents Poll(SocketEvents interest, int milliseconds)
    {
        var entry = new LibC.PollEntry { Descriptor = Descriptor, Events = (short)interest };
        Errno.Check(LibC.Poll(&entry, 1, milliseconds));
        return (SocketEvents)(ushort)entry.Returned;
    }

    public void Dispose() => Close();
}
