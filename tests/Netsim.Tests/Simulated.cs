using Akka.Actor;

namespace Netsim.Tests;

/// <summary>
/// A class of simulations: one actor system for all its runs, and seeds. ACTORTCP_SEED in the environment replays one seed alone,
/// ACTORTCP_SEEDS runs so many of each kind.
/// </summary>
public abstract class Simulated : IDisposable
{
    private const string SeedVariable = "ACTORTCP_SEED";

    private protected ActorSystem System { get; } = CreateSystem();

    private protected static ActorSystem CreateSystem() => ActorSystem.Create(
        "netsim", "akka.loglevel = ERROR\nakka.stdout-loglevel = OFF\nakka.loggers = []\nakka.log-dead-letters = off");

    public void Dispose()
    {
        System.Terminate().Wait(TimeSpan.FromSeconds(10));
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs each seed; of one that fails the number is told, and how to run it again.</summary>
    private protected static void ForSeeds(int first, int count, Action<ulong> run)
    {
        if (ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out ulong only))
        {
            run(only);
            return;
        }
        if (int.TryParse(Environment.GetEnvironmentVariable("ACTORTCP_SEEDS"), out int many) && count > 1) count = many;
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                run((ulong)seed);
            }
            catch (Exception failure)
            {
                throw new SeedFailedException($"seed {seed} failed; run it again with {SeedVariable}={seed}: {failure.Message}", failure);
            }
        }
    }

    private sealed class SeedFailedException(string message, Exception inner) : Exception(message, inner);
}
