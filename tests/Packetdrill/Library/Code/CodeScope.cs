using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Code;

/// <summary>
/// The names that code sees. One scope serves all blocks of a script: packetdrill runs them as one program, so that what one block assigns
/// the later ones read.
/// </summary>
public sealed class CodeScope
{
    // What packetdrill's runner sets before each block, depending on the kernel: without it a script is not run, rather than failed.
    private static readonly string[] RunnersPrefixes = ["tcpi_", "bbr_", "dctcp_", "tcpv_", "SK_MEMINFO_"];
    private static readonly string[] SymbolPrefixes = ["TCP_", "TCPI_"];

    private readonly Dictionary<string, object?> _values = [];

    /// <summary>Sets a number, such as <c>tcpi_snd_cwnd</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Set(string name, long value) => _values[name] = (Int128)value;

    internal void Assign(string name, object? value) => _values[name] = value;

    internal object? Get(string name, int line)
    {
        if (_values.TryGetValue(name, out object? value))
            return value;
        if (SymbolPrefixes.Any(name.StartsWith) && Symbols.TryGetValue(name, out long symbol))
            return (Int128)symbol;
        return RunnersPrefixes.Any(name.StartsWith)
            ? throw new CodeException(line, $"'{name}' is not supported")
            : throw new PythonError("NameError", $"name '{name}' is not defined");
    }
}
