using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Network;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>Asks a stack what a request wants to know.</summary>
/// <param name="name">The node's.</param>
/// <param name="system">The system that the stack's actors live in.</param>
/// <param name="tcp">The stack's actor.</param>
/// <param name="counters">What it counts.</param>
internal sealed class StatusSource(string name, ActorSystem system, IActorRef tcp, StackCounters counters)
{
    /// <summary>How many connections are asked for their insides before any has answered: what the loop has to take at once.</summary>
    private const int AskedAtOnce = 256;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InfoLimit = TimeSpan.FromSeconds(1); // a connection that has ended does not answer

    public async Task<StatusAnswer> AnswerAsync(StatusRequest request, CancellationToken cancel)
    {
        try
        {
            return request.What switch
            {
                StatusRequest.Sockets => await SocketsAsync(cancel),
                StatusRequest.Info => await WithInfosAsync(await SocketsAsync(cancel), cancel),
                StatusRequest.Counters => Counters(),
                _ => new StatusAnswer { Error = $"'what' is {StatusRequest.Sockets}, {StatusRequest.Info} or {StatusRequest.Counters}" },
            };
        }
        catch (AskTimeoutException)
        {
            return new StatusAnswer { Error = $"the stack has not answered within {Limit.TotalSeconds:F0} s" };
        }
    }

    private async Task<StatusAnswer> SocketsAsync(CancellationToken cancel)
    {
        SocketTable table = await tcp.Ask<SocketTable>(StackTcp.GetSockets.Instance, Limit, cancel);
        return new StatusAnswer { Node = name, At = table.At.SinceStart, Sockets = table.Sockets };
    }

    private async Task<StatusAnswer> WithInfosAsync(StatusAnswer answer, CancellationToken cancel)
    {
        IReadOnlyList<TcpSocket> sockets = answer.Sockets!;
        var infos = new TcpInfo?[sockets.Count];
        var asked = new List<Task>(AskedAtOnce);
        for (int i = 0; i < infos.Length; i++)
        {
            // Half-open entries and the last of TIME_WAIT have no actor that knows more than the table.
            if (sockets[i] is { Actor.Length: > 0, State: not (TcpState.Listen or TcpState.SynReceived) }) asked.Add(AskAsync(i));
            if (asked.Count < AskedAtOnce && i < infos.Length - 1) continue;
            await Task.WhenAll(asked);
            asked.Clear();
        }
        return answer with { Infos = infos };

        async Task AskAsync(int i)
        {
            try
            {
                infos[i] = await system.ActorSelection(sockets[i].Actor).Ask<TcpInfo>(StackTcp.GetInfo.Instance, InfoLimit, cancel);
            }
            catch (AskTimeoutException)
            {
                // It has ended meanwhile.
            }
        }
    }

    private StatusAnswer Counters()
    {
        var groups = new Dictionary<string, Dictionary<string, long>>();
        foreach (NamedCounter counter in counters.Named())
        {
            if (!groups.TryGetValue(counter.Group, out Dictionary<string, long>? group)) groups[counter.Group] = group = [];
            group[counter.Name] = counter.Value;
        }
        Dictionary<TcpState, long> states = Enum.GetValues<TcpState>().Where(state => state != TcpState.Closed)
            .ToDictionary(state => state, counters.Tcp.InState);
        return new StatusAnswer { Node = name, Counters = groups, States = states };
    }
}
