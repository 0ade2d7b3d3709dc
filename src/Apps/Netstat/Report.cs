using ActorTcp.Api;
using ActorTcp.Apps.Netstat.Output;
using ActorTcp.Apps.NodeStatus;

namespace ActorTcp.Apps.Netstat;

/// <summary>Asks the node and writes what was asked for.</summary>
internal static class Report
{
    /// <exception cref="StatusException">There is no node, or too many, or it does not answer.</exception>
    public static async Task WriteAsync(NetstatOptions options, TextWriter output)
    {
        string path = await NodeChoice.PathAsync(options.Node);
        if (options.Statistics)
        {
            StatusAnswer counted = await StatusClient.AskAsync(path, StatusRequest.Counters);
            if (options.Json) JsonOutput.WriteCounters(counted, output);
            else CounterList.Write(counted, output);
            return;
        }
        StatusAnswer answer = await StatusClient.AskAsync(path, options.Info ? StatusRequest.Info : StatusRequest.Sockets);
        List<(TcpSocket Socket, TcpInfo? Info)> selected = Select(answer, options.Selection);
        if (options.Json) JsonOutput.WriteSockets(selected, output);
        else SocketTableWriter.Write(selected, options, output);
    }

    internal static List<(TcpSocket Socket, TcpInfo? Info)> Select(StatusAnswer answer, Selection selection)
    {
        var selected = new List<(TcpSocket Socket, TcpInfo? Info)>();
        for (int i = 0; i < answer.Sockets?.Count; i++)
        {
            if (selection.Holds(answer.Sockets[i].State)) selected.Add((answer.Sockets[i], answer.Infos?[i]));
        }
        return selected;
    }
}
