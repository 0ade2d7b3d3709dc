using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorTcp.Packetdrill.Running;

/// <summary>
/// Understands as much of a shell as scripts use: settings of Linux, files of such commands, pauses. Nothing is ever executed.
/// </summary>
/// <param name="directory">What paths are relative to: the script's.</param>
/// <param name="set">Takes a setting's name and value.</param>
/// <param name="sleep">Lets time pass.</param>
/// <param name="divide">Takes whether the link divides super-frames (<c>ethtool -K tun0 tso on gso on</c>).</param>
internal sealed partial class Shell(string directory, Action<string, string> set, Action<TimeSpan> sleep, Action<bool> divide)
{
    private const int MostNested = 8;

    // Commands about what is not here: the kernel's interfaces, queues, routes and caches.
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "true", ":", "iptables", "modprobe", "set", "export", "cd", "nstat", "ss", "exit", "rm", "dd", "touch",
    };

    private int _depth;

    /// <summary>Understands a command, or several.</summary>
    /// <exception cref="ScriptSkipException">It is of no kind that is understood.</exception>
    public void Run(string text)
    {
        if (++_depth > MostNested) throw new ScriptFailureException("shell scripts call one another without end");
        foreach (string command in Split(text.Replace("\\\n", " ", StringComparison.Ordinal))) RunOne(command);
        _depth--;
    }

    private void RunOne(string command)
    {
        if (Setting().Match(command) is { Success: true } setting)
        {
            set(setting.Groups["name"].Value, setting.Groups["value"].Value.Trim('"', '\''));
            return;
        }
        List<string> words = Words(command);
        while (words.Count > 0 && Assignment().IsMatch(words[0])) words.RemoveAt(0);
        if (words.Count == 0) return;
        string name = Path.GetFileName(words[0]);
        switch (name)
        {
            case "sysctl":
                foreach (string word in Settings(words)) Set(word);
                return;
            case "set_sysctls.py":
                foreach (string word in words.Skip(1)) Set(word);
                return;
            case "sleep":
                sleep(TimeSpan.FromSeconds(double.Parse(words[1].TrimEnd('s'), CultureInfo.InvariantCulture)));
                return;
            case "echo":
                return;
            case "ethtool":
                SetFeatures(words);
                return;
            case "ip" when words.Contains("tcp_metrics"): // nothing is kept from connection to connection
                return;
            case "tc" when words.Contains("fq"):
                throw new ScriptSkipException("needs the pacing of the queue fq: not implemented");
            case "tc" when !words.Contains("limit") && !words.Contains("netem"): // a queue that keeps up is as good as none
                return;
            case "." or "source" or "sh" or "bash" when words.Count > 1:
                RunFile(words[1]);
                return;
        }
        // Settings are not shared: nothing has to be put back.
        if (name.StartsWith("sysctl_restore", StringComparison.Ordinal)) return;
        if (Ignored.Contains(name)) return;
        if (name.EndsWith(".sh", StringComparison.Ordinal)) RunFile(words[0]);
        else throw new ScriptSkipException($"needs the command `{command.Trim()}`: not understood");
    }

    private void RunFile(string path)
    {
        string file = Path.GetFullPath(Path.Combine(directory, path));
        if (!File.Exists(file)) throw new ScriptFailureException($"there is no {path}");
        Run(File.ReadAllText(file));
    }

    // sysctl -q -w -e name=value name="a b c"
    private static IEnumerable<string> Settings(List<string> words) => words.Skip(1).Where(word => !word.StartsWith('-'));

    private void Set(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0) set(word[..equals], word[(equals + 1)..]);
    }

    // ethtool -K tun0 tso off gso off; what else it sets has nothing to act upon here.
    private void SetFeatures(List<string> words)
    {
        if (words.Count < 3 || words[1] != "-K") return;
        for (int i = 3; i + 1 < words.Count; i += 2)
        {
            if (words[i] is "tso" or "gso") divide(words[i + 1] == "on");
        }
    }

    private static IEnumerable<string> Split(string text)
    {
        var command = new StringBuilder();
        char quote = '\0';
        bool comment = false;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (comment && letter != '\n') continue;
            comment = false;
            if (quote != '\0') quote = letter == quote ? '\0' : quote;
            else if (letter is '"' or '\'') quote = letter;
            else if (letter == '#' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
            {
                comment = true;
                continue;
            }
            else if (letter is ';' or '\n' || (letter == '&' && i + 1 < text.Length && text[i + 1] == '&'))
            {
                if (letter == '&') i++;
                yield return command.ToString();
                command.Clear();
                continue;
            }
            command.Append(letter);
        }
        yield return command.ToString();
    }

    private static List<string> Words(string command)
    {
        command = Redirection().Replace(Arithmetic().Replace(command, match => Product(match.Groups[1].Value)), " ");
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        foreach (char letter in command + " ")
        {
            if (quote != '\0' && letter != quote) word.Append(letter);
            else if (quote != '\0') quote = '\0';
            else if (letter is '"' or '\'') quote = letter;
            else if (!char.IsWhiteSpace(letter)) word.Append(letter);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return words;
    }

    private static string Product(string text)
    {
        long product = 1;
        foreach (string factor in text.Split('*'))
        {
            if (!long.TryParse(factor.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
                throw new ScriptSkipException($"needs the arithmetic $(({text})): not understood");
            product *= number;
        }
        return product.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^\s*echo\s+(-n\s+)?(?<value>.+?)\s*>\s*/proc/sys/(?<name>\S+)\s*$")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\$\(\(([^)]*)\)\)")]
    private static partial Regex Arithmetic();

    [GeneratedRegex(@"\d?>(&\d|\s*/dev/null)|\|\|.*")]
    private static partial Regex Redirection();

    [GeneratedRegex(@"^[A-Za-z_]\w*=")]
    private static partial Regex Assignment();
}
