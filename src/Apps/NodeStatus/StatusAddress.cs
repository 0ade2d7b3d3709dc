using System.Runtime.InteropServices;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>
/// Where nodes' status sockets are: <c>$XDG_RUNTIME_DIR/actortcp/NAME.sock</c>; where there is no such directory,
/// <c>/run/actortcp</c> for root and <c>/tmp/actortcp-UID</c> for everybody else.
/// </summary>
public static class StatusAddress
{
    private const string Suffix = ".sock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The path for a name. What has a slash is a path already.</summary>
    /// <param name="nameOrPath">A node's name, or its socket's path.</param>
    public static string PathOf(string nameOrPath) => PathOf(nameOrPath, Directories()[0]);

    /// <summary>The names of what looks like nodes' sockets, also of those that nobody answers on any more, and their paths.</summary>
    public static IReadOnlyList<(string Name, string Path)> Find() => Find(Directories());

    internal static string PathOf(string nameOrPath, string directory)
    {
        if (nameOrPath.Contains('/')) return Path.GetFullPath(nameOrPath);
        if (nameOrPath.Length == 0 || nameOrPath.StartsWith('.') || !nameOrPath.All(IsOfName))
            throw new StatusException($"'{nameOrPath}' cannot be a node's name: use letters, digits, '-', '_' and '.', or a path");
        return Path.Combine(directory, nameOrPath + Suffix);
    }

    internal static IReadOnlyList<(string Name, string Path)> Find(IEnumerable<string> directories)
    {
        var found = new List<(string Name, string Path)>();
        foreach (string directory in directories)
        {
            try
            {
                foreach (string path in Directory.EnumerateFiles(directory, "*" + Suffix).Order(StringComparer.Ordinal))
                    found.Add((Path.GetFileNameWithoutExtension(path), path));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // Not there, or somebody else's.
            }
        }
        return found;
    }

    /// <summary>Where they can be, the place for one's own first: who asks may have other surroundings than the node had.</summary>
    internal static IReadOnlyList<string> Directories()
    {
        var list = new List<string>();
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (!string.IsNullOrEmpty(runtime) && Directory.Exists(runtime)) list.Add(Path.Combine(runtime, "actortcp"));
        if (Environment.IsPrivilegedProcess) list.Add("/run/actortcp");
        list.Add(Path.Combine(Path.GetTempPath(), $"actortcp-{User}"));
        return list;
    }

    /// <summary>Makes the directory of a socket for its owner alone, if it is not there.</summary>
    /// <exception cref="StatusException">It cannot be made, or others may write to it.</exception>
    internal static void Prepare(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                if (Directories().Contains(directory) && IsOpenToOthers(directory))
                    throw new StatusException($"{directory} is open to others: remove it, or make it a directory of mode 0700");
                return;
            }
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
            else Directory.CreateDirectory(directory, OwnerOnly);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StatusException($"cannot make {directory} for the status socket: {refused.Message.TrimEnd('.')}");
        }
    }

    private static string User => OperatingSystem.IsWindows() ? Environment.UserName : $"{geteuid()}";

    /// <summary>/tmp is everybody's: a directory, or a link to one, that somebody else has put there must not be trusted.</summary>
    private static bool IsOpenToOthers(string directory) => !OperatingSystem.IsWindows()
        && (new DirectoryInfo(directory).LinkTarget is not null || (File.GetUnixFileMode(directory) & ~OwnerOnly) != 0);

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
