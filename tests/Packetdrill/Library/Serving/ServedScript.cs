using ActorTcp.Api;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>The script that packetdrill runs, as far as the stack is concerned: its addresses, its MTU, its sysctls.</summary>
internal sealed class ServedScript(ActorSystem system, RunnerSettings settings)
{
    /// <summary>The protocol's version.</summary>
    public const int Version = 1;

    private StackOptions? _options;
    private string _directory = "";

    /// <summary>Whether the stack's address was said; else packetdrill has drawn one, and its first use of it tells.</summary>
    public bool IsAddressKnown { get; private set; }

    /// <summary>The caller says what it runs.</summary>
    /// <exception cref="ScriptSkipException">The script asks for what we lack.</exception>
    /// <exception cref="ScriptFailureException">It cannot be read.</exception>
    public Reply Greet(Request request)
    {
        if (request.A != Version) return Reply.Failed(Errno.EINVAL);
        CommandLine line = CommandLine.Parse(request.Data.Span, request.B);
        foreach (ScriptOption define in line.Options.Where(each => each.Name == "define")) settings = SettingsReader.Apply(settings, define);
        Script script;
        try
        {
            script = Parser.ParseFile(line.Script, settings.Defines);
        }
        catch (Exception unreadable) when (unreadable is ScriptException or IOException or UnauthorizedAccessException)
        {
            throw new ScriptFailureException($"{line.Script}: {unreadable.Message}", unreadable);
        }
        settings = SettingsReader.Read(settings, script.Options, line.Options);
        Requirements.Check(script);
        CodeRequirements.Check(script);
        IsAddressKnown = script.Options.Concat(line.Options).Any(each => each.Name == "local_ip");
        _directory = Path.GetDirectoryName(line.Script)!;
        _options = Profiles.Options(settings);
        foreach (string file in settings.InitScripts) Run($". {file}");
        return Reply.Done;
    }

    /// <summary>A command, before the stack has started: its settings are the stack's first.</summary>
    public void Run(string command) => new Shell(_directory, Set, _ => { }, divides => settings = settings with { Divides = divides }).Run(command);

    /// <summary>A command on a running stack.</summary>
    public void Run(string command, ServedStack stack, Action<TimeSpan> sleep)
    {
        new Shell(_directory, Set, sleep, stack.Divide).Run(command);
        stack.Apply(_options!);
    }

    /// <summary>Learns the stack's address.</summary>
    public void Learn(Ipv4Address address)
    {
        IsAddressKnown = true;
        if (address == settings.LocalAddress) return;
        settings = settings with { LocalAddress = address };
        _options = _options! with { Address = new Ipv4Network(address, settings.PrefixLength) };
    }

    /// <summary>Starts the stack.</summary>
    /// <param name="now">The run's time, microseconds.</param>
    public ServedStack Start(long now) =>
        new(system, _options ?? throw new ScriptFailureException("a request comes before the greeting"), settings, now);

    private void Set(string name, string value) =>
        _options = Sysctl.Apply(_options ?? throw new ScriptFailureException("a request comes before the greeting"), name, value);
}
