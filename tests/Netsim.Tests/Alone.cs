namespace Netsim.Tests;

/// <summary>What measures the process's memory runs when nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
