using System.Globalization;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>The language's names of ICMP's types and codes (RFC 792, RFC 1122, RFC 1812).</summary>
internal static class IcmpNames
{
    private static readonly Dictionary<string, byte> Types = new(StringComparer.Ordinal)
    {
        ["echo_reply"] = 0,
        ["unreachable"] = 3,
        ["source_quench"] = 4,
        ["redirect"] = 5,
        ["echo_request"] = 8,
        ["time_exceeded"] = 11,
        ["parameter_problem"] = 12,
        ["timestamp_request"] = 13,
        ["timestamp_reply"] = 14,
        ["information_request"] = 15,
        ["information_reply"] = 16,
        ["address_mask_request"] = 17,
        ["address_mask_reply"] = 18,
    };

    private static readonly string[] UnreachableCodes =
    [
        "net_unreachable", "host_unreachable", "protocol_unreachable", "port_unreachable", "frag_needed", "source_route_failed",
        "net_unknown", "host_unknown", "source_host_isolated", "net_prohibited", "host_prohibited", "net_unreachable_for_tos",
        "host_unreachable_for_tos", "packet_filtered", "precedence_violation", "precedence_cutoff",
    ];

    /// <exception cref="ScriptFailureException">There is no such type.</exception>
    public static byte Type(string name) =>
        Types.TryGetValue(name, out byte type) || TryNumber(name, "type_", out type)
            ? type
            : throw new ScriptFailureException($"bad ICMP type {name}");

    /// <exception cref="ScriptFailureException">There is no such code.</exception>
    public static byte Code(string type, string? name)
    {
        if (name is null) return 0;
        if (TryNumber(name, "code_", out byte code)) return code;
        int index = type == "unreachable" ? Array.IndexOf(UnreachableCodes, name) : -1;
        return index >= 0 ? (byte)index : throw new ScriptFailureException($"bad ICMP code {name}");
    }

    private static bool TryNumber(string name, string prefix, out byte number)
    {
        number = 0;
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && byte.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
