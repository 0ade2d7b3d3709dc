using ActorTcp.Packetdrill.Language;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>Socket options by Linux's numbers, and what ioctl asks for.</summary>
internal static class OptionNumbers
{
    /// <summary>SOL_SOCKET.</summary>
    public const int SolSocket = 1;

    /// <summary>SOL_TCP.</summary>
    public const int SolTcp = 6;

    /// <summary>SO_MEMINFO: what %{ }% asks for besides TCP_INFO.</summary>
    public const int MemoryInfo = 55;

    /// <summary>TCP_CC_INFO: likewise; of the congestion controls here none has any.</summary>
    public const int CongestionInfo = 26;

    private const string Requests = "SIOC"; // the level of what ioctl tells

    private static readonly Dictionary<(long Level, long Name), SocketOptionKey> Known = SocketOptions.All
        .Where(each => each.Level != Requests)
        .ToDictionary(each => (Number(each.Level), Number(each.Name)));

    private static readonly Dictionary<long, SocketOptionKey> KnownRequests = SocketOptions.All
        .Where(each => each.Level == Requests)
        .ToDictionary(each => Number(each.Name));

    /// <summary>An option; null: there is none of these numbers.</summary>
    public static SocketOptionKey? Find(int level, int name) => Known.GetValueOrDefault((level, name));

    /// <summary>What an ioctl asks for; null: there is no such request.</summary>
    public static SocketOptionKey? Request(int number) => KnownRequests.GetValueOrDefault(unchecked((uint)number));

    private static long Number(string symbol) =>
        Symbols.TryGetValue(symbol, out long number) ? number : throw new InvalidOperationException($"{symbol} has no number");
}
