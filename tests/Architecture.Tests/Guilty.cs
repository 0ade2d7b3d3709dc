using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Architecture.Tests;

/// <summary>Breaks every rule, so that the rules can be seen to fail. Never run.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "looked at, never made")]
[SuppressMessage("Performance", "CA1823", Justification = "looked at, never used")]
[SuppressMessage("Security", "CA5394", Justification = "never run")]
internal sealed class Guilty : UntypedActor
{
#pragma warning disable CS0169, IDE0044, IDE0051 // never used
    private Thread? ByField;
#pragma warning restore CS0169, IDE0044, IDE0051

    public static long ByClock() => DateTime.UtcNow.Ticks;

    public static int ByRandom() => Random.Shared.Next();

    public static Func<string> ByLambda() => () => Environment.MachineName;

    public static Stream? BySignature(Stream? stream) => stream;

    public static void BySleep() => Thread.Sleep(1);

    public void ByBecome() => Become(OnReceive);

    protected override void OnReceive(object message)
    {
    }
}
