namespace ActorTcp.Apps.PacketDrill;

/// <summary>Finds scripts.</summary>
internal static class ScriptFiles
{
    /// <summary>The files that paths name: scripts themselves, or all below a directory, in order.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or directory.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths)
    {
        var scripts = new List<string>();
        foreach (string path in paths)
        {
            if (File.Exists(path)) scripts.Add(path);
            else if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no {path}");
            else scripts.AddRange(Directory.EnumerateFiles(path, "*.pkt", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        }
        return scripts;
    }
}
