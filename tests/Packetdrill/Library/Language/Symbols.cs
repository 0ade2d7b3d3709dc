using System.Collections.Frozen;

namespace ActorTcp.Packetdrill.Language;

/// <summary>The names that scripts may use, with their values on Linux for x86-64.</summary>
public static partial class Symbols
{
    // Built when first asked: the tables are in other files of this class, whose order of initialization C# leaves open.
    private static readonly Lazy<FrozenDictionary<string, long>> Table = new(Build);

    /// <summary>Looks a name up, an error's such as <c>EAGAIN</c> included.</summary>
    /// <param name="name">Such as <c>SO_REUSEADDR</c>.</param>
    /// <param name="value">Its value; 0 if it is unknown.</param>
    /// <returns>Whether it is known.</returns>
    public static bool TryGetValue(string name, out long value)
    {
        if (Table.Value.TryGetValue(name, out value))
            return true;
        bool isError = ErrorCodes.TryGetNumber(name, out int number);
        value = number;
        return isError;
    }

    private static FrozenDictionary<string, long> Build()
    {
        (string Name, long Value)[][] tables =
        [
            Families, SocketOptions, MessageFlags, InternetOptions, Timestamping, TcpStates, TcpStatistics, TcpOptions,
            OpenFlags, Fcntl, Readiness, Requests, Capabilities,
        ];
        return tables.SelectMany(table => table).ToFrozenDictionary(symbol => symbol.Name, symbol => symbol.Value);
    }
}
