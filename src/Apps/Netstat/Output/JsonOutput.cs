using System.Text.Json;
using ActorTcp.Api;
using ActorTcp.Apps.NodeStatus;

namespace ActorTcp.Apps.Netstat.Output;

/// <summary>The same as JSON, in the names of the status service: an array of sockets, one a line, or an object of the counters.</summary>
internal static class JsonOutput
{
    public static void WriteSockets(IReadOnlyList<(TcpSocket Socket, TcpInfo? Info)> sockets, TextWriter output)
    {
        output.Write('[');
        for (int i = 0; i < sockets.Count; i++)
        {
            output.WriteLine(i == 0 ? "" : ",");
            (TcpSocket socket, TcpInfo? info) = sockets[i];
            string text = JsonSerializer.Serialize(socket, StatusJson.Default.TcpSocket);
            output.Write(info is null
                ? text
                : $"{text.AsSpan(0, text.Length - 1)},\"info\":{JsonSerializer.Serialize(info, StatusJson.Default.TcpInfo)}}}");
        }
        output.WriteLine();
        output.WriteLine(']');
    }

    public static void WriteCounters(StatusAnswer answer, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(answer, StatusJson.Default.StatusAnswer));
}
