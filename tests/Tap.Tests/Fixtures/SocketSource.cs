using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Tap.Tests.Fixtures;

/// <summary>Kernel sockets for a test that needs thousands: made many at a time, as entering a namespace costs a thread.</summary>
internal sealed class SocketSource(TapNetwork network) : IDisposable
{
    private const int Batch = 250;

    private readonly ConcurrentBag<Socket> _made = [];

    /// <summary>A socket that is the caller's.</summary>
    public Socket Take()
    {
        Socket? socket;
        while (!_made.TryTake(out socket))
        {
            network.RunInNamespace(() =>
            {
                for (int i = 0; i < Batch; i++)
                    _made.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            });
        }
        return socket;
    }

    public void Dispose()
    {
        while (_made.TryTake(out Socket? socket)) socket.Dispose();
    }
}
