using ActorTcp.Apps.NodeStatus;

namespace ActorTcp.Apps.Netstat;

/// <summary>Which node is asked.</summary>
internal static class NodeChoice
{
    private const string RootsDirectory = "/run/actortcp";

    /// <summary>The path of its socket.</summary>
    /// <param name="nameOrPath">What was asked for; null: the only one.</param>
    /// <exception cref="StatusException">There is none, or no only one.</exception>
    public static async Task<string> PathAsync(string? nameOrPath)
    {
        if (nameOrPath is not null)
        {
            string path = StatusAddress.Find().FirstOrDefault(each => each.Name == nameOrPath).Path ?? StatusAddress.PathOf(nameOrPath);
            return File.Exists(path) ? path : throw new StatusException($"no node '{nameOrPath}' is running: there is no {path}");
        }
        return Only(await StatusClient.FindAsync(), !Environment.IsPrivilegedProcess && Directory.Exists(RootsDirectory));
    }

    internal static string Only(IReadOnlyList<(string Name, string Path)> running, bool rootMayHaveOne) => running.Count switch
    {
        1 => running[0].Path,
        0 when rootMayHaveOne => throw new StatusException("no node of yours is running, but root may have one: ask as root"),
        0 => throw new StatusException("no node is running: start EchoNode, or say which with --node PATH"),
        _ => throw new StatusException($"several nodes are running, say which with --node: {string.Join(", ", running.Select(each => each.Name))}"),
    };
}
