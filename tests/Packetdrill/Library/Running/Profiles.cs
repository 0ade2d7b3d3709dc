using ActorTcp.Api;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Running;

/// <summary>What a script's stack begins with.</summary>
internal static class Profiles
{
    /// <summary>The address, the route and the profile's tunables; the same random numbers in each run.</summary>
    public static StackOptions Options(RunnerSettings settings) => StackProfile.Apply(
        new StackOptions
        {
            Address = new Ipv4Network(settings.LocalAddress, settings.PrefixLength),
            Gateway = settings.Gateway,
            Seed = 1,
        },
        settings.Profile);
}
