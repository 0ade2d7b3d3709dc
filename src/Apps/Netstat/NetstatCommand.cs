using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ActorTcp.Apps.NodeStatus;

namespace ActorTcp.Apps.Netstat;

/// <summary>The command line: what can be asked for, and how it is read.</summary>
internal sealed class NetstatCommand
{
    public const int Failure = 1;
    public const int BadUsage = 2;

    private readonly Option<bool> _all = new("--all", "-a") { Description = "All sockets: also listeners, SYN-RECV and TIME-WAIT" };
    private readonly Option<bool> _listening = new("--listening", "-l") { Description = "Listeners only; of -a and -l the last counts" };
    private readonly Option<bool> _tcp = new("--tcp", "-t") { Description = "TCP sockets: there are no others yet" };
    private readonly Option<bool> _numeric = new("--numeric", "-n") { Description = "Ports as numbers: they always are" };
    private readonly Option<bool> _noHeader = new("--no-header", "-H") { Description = "No header line" };
    private readonly Option<bool> _timers = new("--options", "-o") { Description = "Timers, and what may be a leak" };
    private readonly Option<bool> _extended = new("--extended", "-e") { Description = "Time in the state, orphans, SYN queues, actors" };
    private readonly Option<bool> _info = new("--info", "-i") { Description = "Each connection's inside, on a line of its own" };
    private readonly Option<bool> _statistics = new("--statistics", "-s") { Description = "Counters under Linux's names, and sockets by state" };
    private readonly Option<bool> _json = new("--json") { Description = "The same as JSON" };

    private readonly Option<string?> _node = new("--node")
    {
        Description = "Which node, if several run",
        HelpName = "NAME|PATH",
    };

    private NetstatCommand() => Root = new RootCommand("Shows the TCP sockets of a running node as ss does: by default those that are connected.")
    {
        _all, _listening, _tcp, _numeric, _noHeader, _timers, _extended, _info, _statistics, _json, _node,
    };

    private RootCommand Root { get; }

    /// <summary>Reads the command line and does what it says.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output)
    {
        var command = new NetstatCommand();
        command.Root.SetAction((result, _) => RunAsync(command.Read(result), output));
        ParseResult result = command.Root.Parse(args);
        if (result.Action is ParseErrorAction)
        {
            await Console.Error.WriteLineAsync($"{result.Errors[0].Message.TrimEnd('.')} (--help lists the options)");
            return BadUsage;
        }
        return await result.InvokeAsync();
    }

    /// <summary>Reads the command line only.</summary>
    /// <returns>The options, or what is wrong: a sentence.</returns>
    public static (NetstatOptions? Options, string? Complaint) Parse(params string[] args)
    {
        var command = new NetstatCommand();
        ParseResult result = command.Root.Parse(args);
        return result.Errors.Count > 0 ? (null, result.Errors[0].Message) : (command.Read(result), null);
    }

    private static async Task<int> RunAsync(NetstatOptions options, TextWriter output)
    {
        try
        {
            await Report.WriteAsync(options, output);
            await output.FlushAsync();
            return 0;
        }
        catch (StatusException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return Failure;
        }
        catch (IOException)
        {
            return 0; // whoever read us, head say, has seen enough
        }
    }

    private NetstatOptions Read(ParseResult result) => new()
    {
        Selection = ReadSelection(result),
        Header = !result.GetValue(_noHeader),
        Timers = result.GetValue(_timers),
        Extended = result.GetValue(_extended),
        Info = result.GetValue(_info),
        Statistics = result.GetValue(_statistics),
        Json = result.GetValue(_json),
        Node = result.GetValue(_node),
    };

    /// <summary>As ss: each of the two sets the whole selection.</summary>
    private Selection ReadSelection(ParseResult result)
    {
        int all = Last(result, _all);
        int listening = Last(result, _listening);
        if (all < 0 && listening < 0) return Selection.Connected;
        return all > listening ? Selection.All : Selection.Listening;
    }

    private static int Last(ParseResult result, Option option)
    {
        for (int i = result.Tokens.Count - 1; i >= 0; i--)
        {
            Token token = result.Tokens[i];
            if (token.Type == TokenType.Option && (token.Value == option.Name || option.Aliases.Contains(token.Value))) return i;
        }
        return -1;
    }
}
