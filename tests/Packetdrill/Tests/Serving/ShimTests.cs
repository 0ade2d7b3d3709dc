using System.Diagnostics;
using System.Reflection;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.Serving;

namespace ActorTcp.Packetdrill.Tests.Serving;

/// <summary>The shim, compiled here, and loaded by a program that calls what packetdrill calls.</summary>
public sealed class ShimTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void It_is_loaded_and_its_calls_reach_a_stack()
    {
        string build = Directory.CreateTempSubdirectory("shim-").FullName;
        try
        {
            (bool made, int built, string told) = Run("make", "-s", "-C", Source, $"OUT={build}", "all", "check");
            Skip.IfNot(made && Run("cc", "--version").Started, "there is no make or no C compiler");
            Assert.True(built == 0, told);

            string socket = Path.Combine(build, "socket");
            string script = Path.Combine(build, "script.pkt");
            File.WriteAllText(script, "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n");
            using var server = new PacketdrillServer(socket, new RunnerSettings());
            _ = server.RunAsync();
            (_, int code, string said) = Run(
                Path.Combine(build, "check"), $"--so_filename={build}/actortcp-packetdrill.so", $"--so_flags={socket}", script);
            Assert.True(code == 0, said);
        }
        finally
        {
            Directory.Delete(build, recursive: true);
        }
    }

    private static string Source => typeof(ShimTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "Shim").Value!;

    private static (bool Started, int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            Assert.True(process.WaitForExit(Patience), $"{program} does not end");
            return (true, process.ExitCode, output.Result + errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (false, -1, $"there is no {program}");
        }
    }
}
