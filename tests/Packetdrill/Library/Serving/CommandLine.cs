using System.Text;
using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>packetdrill's own command line: the script that it runs, and the options that the stack must know as well.</summary>
/// <param name="Script">The script's file.</param>
/// <param name="Options">Those of its options that are not about how the shim was loaded.</param>
internal sealed record CommandLine(string Script, IReadOnlyList<ScriptOption> Options)
{
    // Options without a value, as packetdrill knows them: after any other the next word is the value.
    private static readonly HashSet<string> Flags = new(StringComparer.Ordinal)
    {
        "tcp_ts_ecr_scaled", "strict_segments", "wire_client", "wire_server", "dry_run", "is_anyip", "send_omit_free", "debug", "verbose",
    };

    private static readonly HashSet<string> OfTheShim = new(StringComparer.Ordinal) { "so_filename", "so_flags" };

    /// <summary>Reads a directory and the words of a command line, each ended by a zero byte.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="index">Which of its scripts is run, from 0: packetdrill runs all that it is given, one after another.</param>
    /// <exception cref="ScriptFailureException">There is no such script among them.</exception>
    public static CommandLine Parse(ReadOnlySpan<byte> data, int index)
    {
        string[] words = Encoding.UTF8.GetString(data).TrimEnd('\0').Split('\0');
        var scripts = new List<string>();
        var options = new List<ScriptOption>();
        for (int i = 2; i < words.Length; i++)
        {
            string word = words[i];
            if (!word.StartsWith('-') || word == "-")
            {
                scripts.Add(word);
                continue;
            }
            if (word is "-v") continue;
            string name = word.TrimStart('-');
            string? value = null;
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            if (word.StartsWith("-D", StringComparison.Ordinal) && word.Length > 2) (name, value) = ("define", word[2..]);
            else if (equals >= 0) (name, value) = (name[..equals], name[(equals + 1)..]);
            else if (!Flags.Contains(name) && i + 1 < words.Length) value = words[++i];
            if (name == "D") name = "define";
            if (!OfTheShim.Contains(name)) options.Add(new ScriptOption(name, value));
        }
        if (index < 0 || index >= scripts.Count) throw new ScriptFailureException("packetdrill's command line does not name the script");
        return new CommandLine(Path.GetFullPath(scripts[index], words[0]), options);
    }
}
