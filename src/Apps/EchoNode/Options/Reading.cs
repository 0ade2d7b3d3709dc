using System.CommandLine.Parsing;
using System.Globalization;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Apps.EchoNode.Options;

/// <summary>Reads an option's text.</summary>
/// <returns>What is wrong with it: a sentence; null when nothing is.</returns>
internal delegate string? Reader<T>(string text, out T value);

/// <summary>The readers of single options.</summary>
internal static class Reading
{
    /// <summary>A reader as System.CommandLine wants it; the complaint names the option.</summary>
    public static Func<ArgumentResult, T?> With<T>(Reader<T> read) => argument =>
    {
        string? complaint = read(argument.Tokens[0].Value, out T value);
        if (complaint is null) return value;
        string option = argument.Parent is OptionResult parent ? parent.Option.Name : argument.Argument.Name;
        argument.AddError($"{option}: {complaint}");
        return default;
    };

    public static string? StackAddress(string text, out Ipv4Network address) => Ipv4Network.TryParse(text, out address)
        ? LinkAddresses.WhyNot(address)
        : $"'{text}' is not an IPv4 address and its prefix length, such as {NodeOptions.DefaultAddress}";

    public static string? HostAddress(string text, out Ipv4Address? address)
    {
        address = Ipv4Address.TryParse(text, out Ipv4Address parsed) ? parsed : null;
        return address is null ? $"'{text}' is not an IPv4 address, such as 198.51.100.1" : null;
    }

    public static string? Seed(string text, out ulong seed) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed)
        ? null
        : $"'{text}' is not a seed: use a number from 0 to {ulong.MaxValue}";
}
