using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets;

// send(2) and recv(2), their kin, and the options.
public sealed partial class StackSocket
{
    /// <summary>send(2).</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="flags">OutOfBand, DontWait, More.</param>
    /// <returns>How many bytes were taken: all, where the call waits.</returns>
    /// <exception cref="SocketException">WouldBlock, Shutdown (EPIPE), ConnectionReset, NotConnected, MessageSize (a datagram) …</exception>
    public int Send(ReadOnlySpan<byte> data, SocketMessageFlags flags = SocketMessageFlags.None) => SendTo(data, flags, null);

    /// <summary>sendto(2).</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="flags">OutOfBand, DontWait, More.</param>
    /// <param name="to">Of a datagram: whom to; of a stream it is ignored, as on Linux.</param>
    /// <returns>As <see cref="Send"/>.</returns>
    /// <exception cref="SocketException">As <see cref="Send"/>; DestinationAddressRequired, AccessDenied (a broadcast without SO_BROADCAST).</exception>
    public int SendTo(ReadOnlySpan<byte> data, SocketMessageFlags flags, EndPoint? to)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(copy);
        var send = new SendOperation(copy.AsMemory(0, data.Length), flags, Read(to)) { DontWait = !Waits(flags) };
        return Returning(copy, send);
    }

    /// <summary>send(2).</summary>
    /// <param name="data">The bytes; they are the stack's until the task ends.</param>
    /// <param name="flags">OutOfBand, DontWait, More.</param>
    /// <param name="token">Gives up the call, unless a part was taken already.</param>
    /// <returns>As <see cref="Send"/>.</returns>
    /// <exception cref="SocketException">As <see cref="Send"/>.</exception>
    public Task<int> SendAsync(
        ReadOnlyMemory<byte> data, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) =>
        SendToAsync(data, flags, null, token);

    /// <summary>sendto(2).</summary>
    /// <param name="data">The bytes; they are the stack's until the task ends.</param>
    /// <param name="flags">OutOfBand, DontWait, More.</param>
    /// <param name="to">As <see cref="SendTo"/>.</param>
    /// <param name="token">Gives up the call, unless a part was taken already.</param>
    /// <returns>As <see cref="Send"/>.</returns>
    /// <exception cref="SocketException">As <see cref="SendTo"/>.</exception>
    public Task<int> SendToAsync(ReadOnlyMemory<byte> data, SocketMessageFlags flags, EndPoint? to, CancellationToken token = default) =>
        CallAsync(new SendOperation(data, flags, Read(to)) { DontWait = flags.HasFlag(SocketMessageFlags.DontWait) }, token);

    /// <summary>recv(2).</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="flags">OutOfBand, Peek, WaitAll, DontWait, Truncate.</param>
    /// <returns>How many bytes; 0: the stream has ended.</returns>
    /// <exception cref="SocketException">WouldBlock, ConnectionReset, TimedOut, NotConnected, InvalidArgument (no urgent data) …</exception>
    public int Receive(Span<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None) => ReceiveFrom(buffer, flags).Count;

    /// <summary>recvfrom(2).</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="flags">As <see cref="Receive"/>.</param>
    /// <returns>How many bytes, from whom, and with which flags.</returns>
    /// <exception cref="SocketException">As <see cref="Receive"/>.</exception>
    public ReceivedMessage ReceiveFrom(Span<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(buffer.Length);
        ReceivedMessage message = Returning(copy, new ReceiveOperation(copy.AsMemory(0, buffer.Length), flags) { DontWait = !Waits(flags) }, copy, buffer);
        return message;
    }

    /// <summary>recv(2).</summary>
    /// <param name="buffer">Where the bytes go; it is the stack's until the task ends.</param>
    /// <param name="flags">As <see cref="Receive"/>.</param>
    /// <param name="token">Gives up the call, unless it is being answered.</param>
    /// <returns>How many bytes; 0: the stream has ended.</returns>
    /// <exception cref="SocketException">As <see cref="Receive"/>.</exception>
    public async Task<int> ReceiveAsync(
        Memory<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) =>
        (await ReceiveFromAsync(buffer, flags, token).ConfigureAwait(false)).Count;

    /// <summary>recvfrom(2).</summary>
    /// <param name="buffer">Where the bytes go; it is the stack's until the task ends.</param>
    /// <param name="flags">As <see cref="Receive"/>.</param>
    /// <param name="token">Gives up the call, unless it is being answered.</param>
    /// <returns>How many bytes, from whom, and with which flags.</returns>
    /// <exception cref="SocketException">As <see cref="Receive"/>.</exception>
    public Task<ReceivedMessage> ReceiveFromAsync(
        Memory<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) =>
        CallAsync(new ReceiveOperation(buffer, flags) { DontWait = flags.HasFlag(SocketMessageFlags.DontWait) }, token);

    /// <summary>getsockopt(2).</summary>
    /// <param name="option">One of <see cref="SocketOptions"/>.</param>
    /// <exception cref="SocketException">ProtocolOption: it means nothing to this socket.</exception>
    public T Get<T>(SocketOptionKey<T> option) => (T)Get((SocketOptionKey)option)!;

    /// <summary>getsockopt(2), for who has the option by its name (<see cref="SocketOptions.ByName"/>).</summary>
    /// <param name="option">The option.</param>
    /// <returns>Its value; null only of one that is a time or off.</returns>
    /// <exception cref="SocketException">ProtocolOption: it means nothing to this socket.</exception>
    public object? Get(SocketOptionKey option)
    {
        ArgumentNullException.ThrowIfNull(option);
        object value = Call(new GetOptionOperation(option));
        return ReferenceEquals(value, StreamOptions.NoTime) ? null : value;
    }

    /// <summary>setsockopt(2).</summary>
    /// <param name="option">One of <see cref="SocketOptions"/>.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="SocketException">InvalidArgument: out of bounds; ProtocolOption: it means nothing to this socket.</exception>
    public void Set<T>(SocketOptionKey<T> option, T value) => Set((SocketOptionKey)option, value);

    /// <summary>setsockopt(2), for who has the option by its name (<see cref="SocketOptions.ByName"/>).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">Its value, of the option's type.</param>
    /// <exception cref="ArgumentException">The value is not of the option's type.</exception>
    /// <exception cref="SocketException">As <see cref="Set{T}"/>.</exception>
    public void Set(SocketOptionKey option, object? value)
    {
        ArgumentNullException.ThrowIfNull(option);
        Type type = Nullable.GetUnderlyingType(option.Type) ?? option.Type;
        if (value is null ? type == option.Type : !type.IsInstanceOfType(value))
            throw new ArgumentException($"{option.Name} is of type {type.Name}", nameof(value));
        Call(new SetOptionOperation(option, value));
    }

    private bool Waits(SocketMessageFlags flags) => Blocking && !flags.HasFlag(SocketMessageFlags.DontWait);

    private T Returning<T>(byte[] rented, SocketOperation<T> call)
    {
        T result = Call(call); // a call that does not return keeps its buffer: the stack may yet write to it
        ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    private ReceivedMessage Returning(byte[] rented, ReceiveOperation call, byte[] from, Span<byte> into)
    {
        ReceivedMessage message = Call(call);
        from.AsSpan(0, Math.Min(message.Count, into.Length)).CopyTo(into);
        ArrayPool<byte>.Shared.Return(rented);
        return message;
    }
}
