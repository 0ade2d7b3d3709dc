using System.Globalization;
using Tap.Tests.Fixtures;
using Xunit.Abstractions;

namespace Tap.Tests.Kernel;

/// <summary>1 % lost, 3 % reordered, 40 ms there and back: what arrives is right all the same; and how long it takes beside two kernels.</summary>
[Collection(KernelCollection.Name)]
public sealed class FaultsTests(ITestOutputHelper output)
{
    /// <summary>How many megabytes are to be timed.</summary>
    private const string Variable = "ACTORTCP_FAULTS_MB";

    private const int Rounds = 3;
    private const int Megabyte = 1_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task What_a_kernel_sends_over_a_bad_path_arrives_at_the_stack() =>
        await FaultPair.KernelToStackAsync(Noise.Make(Megabyte), 1, Limit);

    [SkippableFact]
    public async Task What_the_stack_sends_over_a_bad_path_arrives_at_a_kernel() =>
        await FaultPair.StackToKernelAsync(Noise.Make(Megabyte), 2, Limit);

    [SkippableFact]
    public async Task What_a_kernel_sends_over_a_bad_path_arrives_at_another_kernel() =>
        await FaultPair.KernelToKernelAsync(Noise.Make(Megabyte), 3, Limit);

    /// <summary>
    /// Prints docs/performance.md's table. All rounds of all pairs run at once: loss bounds them to a few Mbit/s each, so the machine is
    /// idle most of the time, and they meet the same disturbances.
    /// </summary>
    [SkippableFact]
    public async Task Times_over_a_bad_path()
    {
        Skip.IfNot(int.TryParse(Environment.GetEnvironmentVariable(Variable), out int megabytes), $"{Variable} says how many megabytes to time");
        TapNetwork.SkipWhereUnavailable();
        byte[] bytes = Noise.Make(megabytes * Megabyte);
        TimeSpan limit = Limit + TimeSpan.FromSeconds(20 * megabytes);
        (string Name, Func<byte[], ulong, TimeSpan, Task<TimeSpan>> Run)[] pairs =
        [
            ("kernel to kernel", FaultPair.KernelToKernelAsync),
            ("kernel to ActorTcp", FaultPair.KernelToStackAsync),
            ("ActorTcp to kernel", FaultPair.StackToKernelAsync),
        ];
        var running = pairs.Select(pair => (pair.Name, Times: Task.WhenAll(
            Enumerable.Range(0, Rounds).Select(round => Task.Run(() => pair.Run(bytes, (ulong)round + 1, limit)))))).ToArray();
        double? kernel = null;
        output.WriteLine("| sender to receiver | median | each round | goodput | times two kernels' |");
        output.WriteLine("|---|--:|---|--:|--:|");
        foreach ((string name, Task<TimeSpan[]> times) in running)
        {
            double[] seconds = [.. (await times).Select(time => time.TotalSeconds).Order()];
            double median = seconds[seconds.Length / 2];
            kernel ??= median;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {median:0.0} s | {string.Join(", ", seconds.Select(one => one.ToString("0.0", CultureInfo.InvariantCulture)))} | {bytes.Length * 8 / median / 1e6:0.00} Mbit/s | {median / kernel:0.00} |"));
        }
    }
}
