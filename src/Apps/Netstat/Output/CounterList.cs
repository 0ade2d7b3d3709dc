using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;

namespace ActorTcp.Apps.Netstat.Output;

/// <summary>The counters, a heading for each group, a line for each counter; then how many sockets are in each state.</summary>
internal static class CounterList
{
    private const int NameWidth = 30;

    public static void Write(StatusAnswer answer, TextWriter output)
    {
        foreach ((string group, Dictionary<string, long> counters) in answer.Counters ?? new Dictionary<string, Dictionary<string, long>>())
        {
            output.WriteLine($"{group}:");
            foreach ((string name, long value) in counters) WriteLine(name, value);
        }
        output.WriteLine("States:");
        foreach ((TcpState state, long count) in answer.States ?? new Dictionary<TcpState, long>()) WriteLine(Ss.NameOf(state), count);

        void WriteLine(string name, long value) => output.WriteLine($"    {name.PadRight(NameWidth)} {value}");
    }
}
