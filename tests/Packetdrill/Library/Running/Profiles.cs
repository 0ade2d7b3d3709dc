using ActorTcp.Api;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Running;

/// <summary>The sets of tunables that scripts can begin with: nothing that sysctl could not say.</summary>
public static class Profiles
{
    /// <summary>Linux's choices.</summary>
    public const string Linux = "linux";

    /// <summary>The RFCs' plainest.</summary>
    public const string Rfc = "rfc";

    /// <summary>What holds where none is chosen.</summary>
    public const string Default = Linux;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Linux, Rfc];

    /// <summary>Whether there is one of this name.</summary>
    public static bool IsKnown(string name) => Names.Contains(name);

    /// <summary>The options that a script's stack begins with.</summary>
    internal static StackOptions Options(RunnerSettings settings)
    {
        var options = new StackOptions
        {
            Address = new Ipv4Network(settings.LocalAddress, settings.PrefixLength),
            Gateway = settings.Gateway,
            Seed = 1,
        };
        return settings.Profile == Rfc ? options with { TcpQuickack = false } : options;
    }
}
