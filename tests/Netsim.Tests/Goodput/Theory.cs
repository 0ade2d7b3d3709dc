namespace Netsim.Tests.Goodput;

/// <summary>What a row should come to.</summary>
internal static class Theory
{
    /// <summary>What a loss costs at least that no acknowledgment tells of: Linux's least RTO, which is added to the round trip.</summary>
    private const double LeastRto = 0.2;

    /// <summary>From here on timeouts rule.</summary>
    private const double MuchLoss = 0.05;

    /// <summary>The goodput as a share of what the path carries, 0 to 1, and whose formula it is.</summary>
    public static (double Share, string Source) Predict(GoodputRow row)
    {
        if (row.IsClean) return (1, "capacity");
        double segments = row.Path.PayloadRate / row.Mss; // a second
        double rtt = row.Rtt.TotalSeconds + 1 / segments; // a packet's own time on the line is part of it
        double events = row.LossEvents;
        (double window, string source) = row.Algorithm == "cubic" ? Cubic(events, rtt) : (Mathis(events), "Mathis");
        double rate = window / rtt;
        if (row.Loss >= MuchLoss && Padhye(events, rtt) is var padhye && padhye < rate) (rate, source) = (padhye, "Padhye");
        double share = rate / segments;
        return share >= 1 - row.Loss ? (1 - row.Loss, "capacity") : (share, source);
    }

    /// <summary>Mathis, Semke, Mahdavi, Ott 1997: the average window is sqrt(3/2) / sqrt(p) segments.</summary>
    public static double Mathis(double p) => Math.Sqrt(1.5 / p);

    /// <summary>
    /// RFC 9438 5.1, figure 5: (C (3 + beta) / (4 (1 - beta)))^(1/4) RTT^(3/4) / p^(3/4) segments; and 4.3: at least what Reno has.
    /// </summary>
    public static (double Window, string Source) Cubic(double p, double rtt)
    {
        const double C = 0.4, Beta = 0.7;
        double cubic = Math.Pow(C * (3 + Beta) / (4 * (1 - Beta)), 0.25) * Math.Pow(rtt / p, 0.75);
        double reno = Mathis(p);
        return cubic > reno ? (cubic, "RFC 9438") : (reno, "Mathis");
    }

    /// <summary>Padhye, Firoiu, Towsley, Kurose 1998, equation 32, with an acknowledgment for each segment: segments a second.</summary>
    public static double Padhye(double p, double rtt)
    {
        double timeout = rtt + LeastRto;
        return 1 / (rtt * Math.Sqrt(2 * p / 3) + timeout * Math.Min(1, 3 * Math.Sqrt(3 * p / 8)) * p * (1 + 32 * p * p));
    }
}
