namespace Tap.Tests.Kernel;

/// <summary>The tests against the kernel's TCP run one by one, and after all others: each has the machine for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelCollection
{
    public const string Name = "Kernel";
}
