using System.Reflection;
using ActorTcp.Api;

namespace Netsim.Tests;

/// <summary>Which congestion control a stack uses.</summary>
internal static class Algorithms
{
    private static readonly PropertyInfo? Name = typeof(StackOptions).GetProperty("TcpCongestionControl");

    public static bool CanChoose => Name is not null;

    public static StackOptions Choose(StackOptions options, string algorithm)
    {
        StackOptions copy = options with { };
        Name?.SetValue(copy, algorithm);
        return copy;
    }
}
