using System.Text.Json;
using System.Text.Json.Serialization;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>What a client asks, in one line of JSON: <c>{"what":"sockets"}</c>.</summary>
/// <param name="What">One of the constants here.</param>
public sealed record StatusRequest(string? What)
{
    /// <summary>All TCP sockets.</summary>
    public const string Sockets = "sockets";

    /// <summary>All TCP sockets, and each connection's <see cref="TcpInfo"/>.</summary>
    public const string Info = "info";

    /// <summary>The counters, and how many sockets are in each state.</summary>
    public const string Counters = "counters";
}

/// <summary>The answer, in one line of JSON; what was not asked for is left out. Durations are milliseconds, end points texts.</summary>
public sealed record StatusAnswer
{
    /// <summary>Why there is no answer: a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>The node's name.</summary>
    public string? Node { get; init; }

    /// <summary>The loop's time, in milliseconds since it began.</summary>
    public TimeSpan? At { get; init; }

    /// <summary>The sockets of one instant.</summary>
    public IReadOnlyList<TcpSocket>? Sockets { get; init; }

    /// <summary>Beside each of <see cref="Sockets"/> its inside; null where it has none, or has ended meanwhile.</summary>
    public IReadOnlyList<TcpInfo?>? Infos { get; init; }

    /// <summary>Groups, and in them names, as Linux has them in /proc/net/snmp and /proc/net/netstat.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, long>>? Counters { get; init; }

    /// <summary>How many sockets are in each state.</summary>
    public IReadOnlyDictionary<TcpState, long>? States { get; init; }
}

/// <summary>How requests and answers are written: by generated code, so that reading a large table is quick.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(EndPointConverter), typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(StatusRequest))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(TcpSocket))]
[JsonSerializable(typeof(TcpInfo))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, long>>))]
public sealed partial class StatusJson : JsonSerializerContext;
