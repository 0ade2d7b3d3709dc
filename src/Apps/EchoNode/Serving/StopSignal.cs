using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorTcp.Apps.EchoNode.Serving;

/// <summary>
/// Ctrl-C or SIGTERM asks us to end well. Whoever presses Ctrl-C again is impatient: that ends the process. SIGTERM again means
/// nothing: <c>timeout</c> sends it twice, to the process and to its group.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan SameKeystroke = TimeSpan.FromMilliseconds(300); // a parent may pass its own SIGINT on

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private long _askedAt;

    public StopSignal()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public Task Asked => _asked.Task;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        if (_asked.TrySetResult()) _askedAt = Stopwatch.GetTimestamp();
        signal.Cancel = signal.Signal == PosixSignal.SIGTERM || Stopwatch.GetElapsedTime(_askedAt) < SameKeystroke;
    }
}
