using System.Diagnostics;
using ActorTcp.Api;
using ActorTcp.Packetdrill.Code;
using ActorTcp.Packetdrill.Language;
using Akka.Actor;
using Akka.Configuration;

namespace ActorTcp.Packetdrill.Running;

/// <summary>
/// Runs scripts one after another, each against a stack of its own; the actor system is the same for all. One thread at a time: several
/// runners run beside one another.
/// </summary>
public sealed class ScriptRunner : IDisposable
{
    private readonly ActorSystem _system;
    private readonly RunnerSettings _settings;
    private readonly IReadOnlyCollection<ScriptOption> _commandLine;

    /// <summary>A runner.</summary>
    /// <param name="settings">What scripts begin with.</param>
    /// <param name="commandLine">Options that count more than those of a script's header; null: none.</param>
    public ScriptRunner(RunnerSettings settings, IReadOnlyCollection<ScriptOption>? commandLine = null)
    {
        _settings = settings;
        _commandLine = commandLine ?? [];
        _system = CreateSystem();
    }

    /// <summary>Runs a script's file.</summary>
    public ScriptResult RunFile(string path) => Run(path, settings => Parser.ParseFile(path, settings.Defines));

    /// <summary>Runs a script.</summary>
    /// <param name="path">What it is called, and what its own paths are relative to.</param>
    /// <param name="text">The script.</param>
    public ScriptResult RunText(string path, string text) => Run(path, settings => Parser.Parse(path, text, settings.Defines));

    /// <inheritdoc/>
    public void Dispose() => _system.Terminate().Wait(TimeSpan.FromSeconds(5));

    /// <summary>An actor system that says nothing.</summary>
    internal static ActorSystem CreateSystem() => ActorSystem.Create("packetdrill", ConfigurationFactory.ParseString(
        "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nakka.log-dead-letters = off\nakka.log-dead-letters-during-shutdown = off"));

    private ScriptResult Run(string path, Func<RunnerSettings, Script> parse)
    {
        long began = Stopwatch.GetTimestamp();
        var trace = new List<string>();
        (Outcome outcome, string message) = Guard(path, () =>
        {
            RunnerSettings settings = SettingsReader.Read(_settings, [], _commandLine);
            Script script = parse(settings);
            settings = SettingsReader.Read(_settings, script.Options, _commandLine);
            if (!settings.DryRun) Run(script, settings, settings.Verbose ? trace.Add : _ => { });
        });
        return new ScriptResult(path, outcome, message, Stopwatch.GetElapsedTime(began), trace);
    }

    private void Run(Script script, RunnerSettings settings, Action<string> trace)
    {
        Requirements.Check(script);
        StackOptions options = Profiles.Options(settings);
        var shell = new Shell(
            Path.GetDirectoryName(Path.GetFullPath(script.Path)) ?? ".",
            (name, value) => options = Sysctl.Apply(options, name, value),
            _ => { },
            divides => settings = settings with { Divides = divides });
        foreach (string init in settings.InitScripts) shell.Run($". {init}");
        if (script.Init is { } command) shell.Run(command.Text);
        using var stack = new LiveStack(_system, options, settings);
        new ScriptEngine(script, stack, settings, trace).Run();
    }

    // Whatever goes wrong is the script's result: others are still to be run.
    private static (Outcome Outcome, string Message) Guard(string path, Action run)
    {
        try
        {
            run();
            return (Outcome.Passed, "");
        }
        catch (ScriptSkipException lacking)
        {
            return (Outcome.Skipped, lacking.Message);
        }
        catch (CodeException lacking)
        {
            return (Outcome.Skipped, $"needs code that is not supported: {lacking.Message}");
        }
        catch (ScriptFailureException failure)
        {
            return (Outcome.Failed, failure.Message);
        }
        catch (ScriptException wrong)
        {
            return (Outcome.Failed, wrong.Message);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            return (Outcome.Failed, $"{path}: {defect}");
        }
    }
}
