using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>One client: its requests, one after the other, until it leaves or does what it should not.</summary>
internal sealed class StatusSession(Socket client, StatusSource source, SemaphoreSlim oneAtATime, StatusLimits limits)
{
    // It is read by programs, and never part of a web page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _line = new byte[limits.LineLength];
    private int _length;

    public async Task RunAsync(CancellationToken stop)
    {
        using (client)
        {
            try
            {
                while (await ReadAsync(stop) is { } request)
                {
                    StatusAnswer? complaint = Parse(request.Span, out StatusRequest? asked);
                    ReadOnlyMemory<byte> answer = complaint is null ? await AnswerAsync(asked!, stop) : Line(complaint);
                    await SendAsync(answer, stop);
                    if (complaint is not null) break;
                }
                client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // It has left, or taken too long, or the node ends.
            }
        }
    }

    /// <summary>An answer as it goes out.</summary>
    public static ReadOnlyMemory<byte> Line(StatusAnswer answer)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Plain)) JsonSerializer.Serialize(writer, answer, StatusJson.Default.StatusAnswer);
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        return buffer.WrittenMemory;
    }

    /// <summary>The next line; null at the end. A line that is too long comes cut, and so is no JSON.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(limits.Request);
        int searched = 0;
        while (true)
        {
            int end = _line.AsSpan(searched, _length - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                byte[] line = _line.AsSpan(0, searched + end).ToArray();
                int rest = _length - line.Length - 1;
                _line.AsSpan(line.Length + 1, rest).CopyTo(_line);
                _length = rest;
                return line;
            }
            searched = _length;
            if (_length == _line.Length) return _line;
            int read = await client.ReceiveAsync(_line.AsMemory(_length), limit.Token);
            if (read == 0) return null;
            _length += read;
        }
    }

    private StatusAnswer? Parse(ReadOnlySpan<byte> line, out StatusRequest? request)
    {
        request = null;
        if (line.Length == _line.Length) return new StatusAnswer { Error = $"a request is a line of less than {limits.LineLength} bytes" };
        try
        {
            request = JsonSerializer.Deserialize(line, StatusJson.Default.StatusRequest);
        }
        catch (JsonException)
        {
            // Told below.
        }
        return request is null ? new StatusAnswer { Error = "a request is a line of JSON, such as {\"what\":\"sockets\"}" } : null;
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(StatusRequest request, CancellationToken stop)
    {
        // However many ask, and however often: the stack has one question at a time to answer.
        await oneAtATime.WaitAsync(stop);
        try
        {
            return Line(await source.AnswerAsync(request, stop));
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> answer, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(limits.Answer);
        while (answer.Length > 0) answer = answer[await client.SendAsync(answer, limit.Token)..];
    }
}
