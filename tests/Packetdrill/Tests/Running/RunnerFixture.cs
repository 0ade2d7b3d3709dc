using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>Small scripts, and what becomes of them.</summary>
public abstract class RunnerFixture : IDisposable
{
    /// <summary>A connection that has sent 1000 bytes at 0.1 s; its segment comes next.</summary>
    protected const string Written =
        """
        0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0   bind(3, ..., ...) = 0
        +0   listen(3, 1) = 0
        +0   < S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 7>
        +0   > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK,nop,wscale 7>
        +.1  < . 1:1(0) ack 1 win 257
        +0   accept(3, ..., ...) = 4
        +0   write(4, ..., 1000) = 1000

        """;

    private readonly List<ScriptRunner> _runners = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ScriptRunner runner in _runners) runner.Dispose();
        GC.SuppressFinalize(this);
    }

    internal ScriptResult Run(string script, RunnerSettings? settings = null)
    {
        var runner = new ScriptRunner(settings ?? new RunnerSettings());
        _runners.Add(runner);
        return runner.RunText("test.pkt", script);
    }

    internal void Passes(string script, RunnerSettings? settings = null)
    {
        ScriptResult result = Run(script, settings);
        Assert.True(result.Outcome == Outcome.Passed, $"{result.Outcome}: {result.Message}");
    }

    internal void Fails(string script, string why, RunnerSettings? settings = null)
    {
        ScriptResult result = Run(script, settings);
        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.Contains(why, result.Message, StringComparison.Ordinal);
    }

    internal void Skips(string script, string why)
    {
        ScriptResult result = Run(script);
        Assert.True(result.Outcome == Outcome.Skipped, $"{result.Outcome}: {result.Message}");
        Assert.Contains(why, result.Message, StringComparison.Ordinal);
    }
}
