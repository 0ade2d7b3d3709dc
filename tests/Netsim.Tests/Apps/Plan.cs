using ActorTcp.Device;

namespace Netsim.Tests.Apps;

/// <summary>How an application ends its side.</summary>
internal enum Ending
{
    /// <summary>It leaves that to the other side.</summary>
    None,

    /// <summary>Close, both directions at once.</summary>
    Close,

    /// <summary>ConfirmedClose: goes on reading until the other side has closed too.</summary>
    Confirmed,
}

/// <summary>What one side of a transfer does.</summary>
internal sealed record Side
{
    /// <summary>How many bytes it sends.</summary>
    public int Send { get; init; }

    /// <summary>How many it expects.</summary>
    public int Expect { get; init; }

    /// <summary>It sends what it receives.</summary>
    public bool Echo { get; init; }

    /// <summary>It sends only when the other side has closed.</summary>
    public bool AnswersAtEnd { get; init; }

    /// <summary>It ends only when the other side has.</summary>
    public bool EndsLast { get; init; }

    /// <summary>It ends as soon as it has sent, whatever is still to come.</summary>
    public bool EndsWhenSent { get; init; }

    public Ending Ending { get; init; }

    /// <summary>The largest write.</summary>
    public int Chunk { get; init; } = 4096;

    /// <summary>How many writes may be without their acks.</summary>
    public int Ahead { get; init; } = 4;

    /// <summary>How long it looks away after each piece that it received; zero: it reads on.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How long it looks away once, as soon as it has received <see cref="NapAt"/> bytes.</summary>
    public TimeSpan Nap { get; init; }

    public int NapAt { get; init; }

    /// <summary>Small writes go out at once (RFC 9293 3.7.4, MUST-17).</summary>
    public bool NoDelay { get; init; }

    public bool PullMode { get; init; }

    /// <summary>Decides which bytes are sent.</summary>
    public ulong Stream { get; init; }

    /// <summary>Decides which bytes are expected.</summary>
    public ulong ExpectedStream { get; init; }
}

/// <summary>What both sides do, drawn by a seed.</summary>
internal sealed record Plan(string Name, Side Client, Side Server)
{
    public static Plan Draw(SplitMix64 random, int most)
    {
        int up = Size(random, most), down = Size(random, most);
        Side client = Manners(random) with { Stream = 1, ExpectedStream = 2 };
        Side server = Manners(random) with { Stream = 2, ExpectedStream = 1 };
        Ending ending = random.Chance(0.5) ? Ending.Close : Ending.Confirmed;
        return random.Next(6) switch
        {
            0 => new Plan("upload",
                client with { Send = up, EndsWhenSent = true, Ending = ending },
                server with { Expect = up }),
            1 => new Plan("download",
                client with { Expect = down },
                server with { Send = down, EndsWhenSent = true, Ending = ending }),
            2 => new Plan("both ways",
                client with { Send = up, Expect = down, EndsWhenSent = true, Ending = Ending.Confirmed },
                server with { Send = down, Expect = up, EndsLast = true, Ending = ending }),
            3 => new Plan("both ways, both close",
                client with { Send = up, Expect = down, EndsWhenSent = true, Ending = Ending.Confirmed },
                server with { Send = down, Expect = up, EndsWhenSent = true, Ending = Ending.Confirmed }),
            4 => new Plan("echo",
                client with { Send = up, Expect = up, ExpectedStream = 1, Ending = ending },
                server with { Expect = up, Echo = true, EndsLast = true, Ending = Ending.Close }),
            _ => new Plan("question and answer",
                client with { Send = up, Expect = down, EndsWhenSent = true, Ending = Ending.Confirmed },
                server with { Send = down, Expect = up, AnswersAtEnd = true, EndsLast = true, Ending = ending }),
        };
    }

    // Some are empty, most are small, a few are long.
    private static int Size(SplitMix64 random, int most) => random.Next(8) switch
    {
        0 => random.Next(3),
        < 6 => random.Next(most / 10) + 1,
        _ => random.Next(most) + 1,
    };

    private static Side Manners(SplitMix64 random) => new()
    {
        Chunk = 1 + random.Next(random.Chance(0.2) ? 200 : 20_000),
        Ahead = 1 + random.Next(8),
        Pause = random.Chance(0.3) ? TimeSpan.FromMilliseconds(1 + random.Next(300)) : TimeSpan.Zero,
        PullMode = random.Chance(0.3),
        NoDelay = random.Chance(0.5),
    };

    /// <summary>
    /// Lets some sides stop reading: for minutes, if the other waits for them; else for less than an orphan lives that has a closed
    /// window before it (RFC 9293 3.8.6.1 lets it wait for ever, Linux for tcp_orphan_retries' time).
    /// </summary>
    public Plan WithNaps(SplitMix64 random)
    {
        bool serverIsAwaited = Client.Expect > 0 && Server is { EndsLast: true, Ending: not Ending.None } && Server.Send + Server.Expect > 0
            && (Server.Echo || Server.AnswersAtEnd);
        return this with
        {
            Client = Tired(Client, random, Server.Echo) with { EndsWhenSent = Client.EndsWhenSent && Client.Expect == 0 || Server.AnswersAtEnd },
            Server = Tired(Server, random, serverIsAwaited) with { EndsWhenSent = Server.EndsWhenSent && Server.Expect == 0 },
        };
    }

    private static Side Tired(Side side, SplitMix64 random, bool isAwaited) => random.Chance(0.3)
        ? side with
        {
            NapAt = random.Next(Math.Max(1, side.Expect / 2)) + 1,
            Nap = TimeSpan.FromSeconds(5 + random.Next(isAwaited ? 900 : 40)),
        }
        : side;
}
