using System.Net.Sockets;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.Serving;

namespace ActorTcp.Apps.PacketDrill;

/// <summary><c>--serve</c>: packetdrill itself runs the scripts, through the shim that it loads; here are the stacks.</summary>
internal static class ServeCommand
{
    /// <summary>Serves until it is told to end.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string path, RunnerSettings settings, TextWriter output, TextWriter errors, CancellationToken token)
    {
        try
        {
            using var server = new PacketdrillServer(path, settings);
            await output.WriteLineAsync($"Serving on {path}");
            await output.FlushAsync(token);
            await server.RunAsync(token);
            return 0;
        }
        catch (SocketException refused)
        {
            await errors.WriteLineAsync($"Cannot listen on {path}: {refused.Message}");
            return PacketDrillCommand.Failure;
        }
        catch (ArgumentOutOfRangeException)
        {
            await errors.WriteLineAsync($"Cannot listen on {path}: a socket's path has at most 107 bytes");
            return PacketDrillCommand.BadUsage;
        }
    }
}
