namespace Protocol.Tests.Tcp;

/// <summary>No acknowledgments, however wrong, confuse the sender.</summary>
public sealed class HostilePeerTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Whatever_is_acknowledged_the_counts_stay_true_and_a_timer_runs(bool sack, bool resize)
    {
        for (int seed = 0; seed < 250; seed++)
        {
            var peer = new HostilePeer(new Random(seed), sack, resize);
            try
            {
                peer.Run(400);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}, step {peer.Steps}: {failure.Message}", failure);
            }
        }
    }
}
