using ActorTcp.Connection;
using Spectre.Console;

namespace ActorTcp.Apps.EchoNode.Output;

/// <summary>The standard output: with colours on a terminal, plain lines, never wrapped, into a file or pipe.</summary>
internal sealed class Terminal
{
    private readonly TextWriter _writer;
    private readonly IAnsiConsole? _console;

    public Terminal()
    {
        if (Console.IsOutputRedirected)
        {
            // The console's own writer writes out each line by itself; this one when it is told to.
            Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), bufferSize: 16 * 1024));
            _writer = Console.Out;
            return;
        }
        _writer = Console.Out;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_writer) });
        if (!console.Profile.Capabilities.Ansi) return;
        console.Profile.Width = 4096; // the terminal folds better than words are wrapped: a command can still be copied
        _console = console;
    }

    /// <summary>Plain lines to any writer.</summary>
    public Terminal(TextWriter writer) => _writer = writer;

    /// <summary>A line, with Spectre.Console's markup.</summary>
    public void Line(string markup = "")
    {
        if (_console is null) _writer.WriteLine(Markup.Remove(markup));
        else _console.Write(new Markup(markup + "\n"));
    }

    /// <summary>Something as it says itself.</summary>
    public void Item(object item)
    {
        if (_console is null) _writer.WriteLine(item.ToString());
        else Line(Colour(item));
    }

    /// <summary>The terminal as a screen of its real width; null if the output is none.</summary>
    public IAnsiConsole? Screen => _console is null ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_writer) });

    public void Flush() => _writer.Flush();

    private static string Colour(object item) => item is StateChanged change
        ? $"[grey]{change.At}[/] {change.Flow} [grey]{change.From} ->[/] {ColourOf(change.To)}{change.To}[/]"
        : $"[grey]{Markup.Escape(item.ToString() ?? "")}[/]";

    private static string ColourOf(TcpState state) => state switch
    {
        TcpState.Established => "[green]",
        TcpState.Closed or TcpState.TimeWait => "[grey]",
        _ => "[yellow]",
    };
}
