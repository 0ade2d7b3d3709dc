using ActorTcp.Api;
using Akka.Configuration;

namespace ActorTcp.Apps.EchoNode.Options;

/// <summary>The stack's tunables from the command line: <c>--set tcp_ecn=1</c>, by the names of the stack's reference.conf.</summary>
internal static class Tunables
{
    // What has options of its own, or is not a tunable.
    private static readonly string[] Elsewhere = ["address", "mac", "gateway", "device"];

    /// <summary>The stack's options with these settings.</summary>
    /// <param name="settings">Each NAME=VALUE; the last of a name counts.</param>
    /// <exception cref="ConfigurationException">A value is wrong: the message names it.</exception>
    public static StackOptions Apply(IEnumerable<string> settings)
    {
        Config config = ConfigurationFactory.ParseString(string.Join('\n', settings.Select(Line)));
        return StackExtensionProvider.ReadOptions(config);
    }

    /// <summary>What is wrong with the settings: a sentence; null when nothing is.</summary>
    public static string? WhyNot(IEnumerable<string> settings)
    {
        Config known = StackExtensionProvider.Reference.GetConfig("actor-tcp");
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            if (parts.Length != 2 || parts[1].Length == 0) return $"\"{setting}\" is not NAME=VALUE";
            string name = parts[0].Trim();
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || Elsewhere.Contains(name) || !known.HasPath(name))
                return $"there is no tunable \"{name}\"";
        }
        try
        {
            Apply(settings);
            return null;
        }
        catch (Exception failure) when (failure is ConfigurationException or FormatException or ArgumentException or OverflowException)
        {
            return failure.Message.TrimEnd('.');
        }
    }

    private static string Line(string setting)
    {
        string[] parts = setting.Split('=', 2);
        // Quoted, a value stays a value: HOCON's own syntax has no business here.
        return $"{parts[0].Trim()} = \"{parts[1].Trim().Replace("\\", "").Replace("\"", "")}\"";
    }
}
