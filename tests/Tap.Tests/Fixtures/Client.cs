using System.Diagnostics;

namespace Tap.Tests.Fixtures;

/// <summary>A program that runs in the namespace, beside the kernel's sockets; it is ended with that.</summary>
internal sealed class Client
{
    private readonly Process _process;
    private readonly CancellationToken _cancel;

    private Client(Process process, CancellationToken cancel)
    {
        _process = process;
        _cancel = cancel;
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a program; skips the test where it is not installed.</summary>
    public static Client Start(KernelStack stack, string program, params string[] arguments)
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        Skip.IfNot(folders.Any(folder => File.Exists(Path.Combine(folder, program))), $"there is no {program} here");
        return new Client(stack.Network.StartProcess(program, arguments), stack.Cancel);
    }

    /// <summary>All that it writes to its standard output.</summary>
    public Task<string> OutputAsync() => _process.StandardOutput.ReadToEndAsync(_cancel);

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(_cancel);
        return _process.ExitCode;
    }
}
