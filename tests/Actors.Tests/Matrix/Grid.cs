using ActorTcp.Tests.Matrix.States;

namespace ActorTcp.Tests.Matrix;

/// <summary>All rows, and the pairs of RFC 9293 3.10 that must have one.</summary>
internal static class Grid
{
    private static readonly Position[] Positions = [.. Enum.GetValues<Position>().Where(position => position != Position.None)];

    private static readonly Dictionary<Place, IReadOnlyList<Rule>> Tables = new()
    {
        [Place.Closed] = ClosedTable.Rules,
        [Place.Listen] = ListenTable.Rules,
        [Place.SynSent] = SynSentTable.Rules,
        [Place.SynReceived] = SynReceivedTable.Rules,
        [Place.SynReceivedActive] = SynReceivedActiveTable.Rules,
        [Place.Established] = EstablishedTable.Rules,
        [Place.FinWait1] = FinWait1Table.Rules,
        [Place.FinWait2] = FinWait2Table.Rules,
        [Place.CloseWait] = CloseWaitTable.Rules,
        [Place.Closing] = ClosingTable.Rules,
        [Place.LastAck] = LastAckTable.Rules,
        [Place.TimeWait] = TimeWaitTable.Rules,
    };

    /// <summary>Every row, in the order of the states.</summary>
    public static IReadOnlyList<Row> Rows { get; } =
    [
        .. from table in Tables
           orderby table.Key
           from rule in table.Value
           from position in rule.Positions
           select new Row(table.Key, rule, position),
    ];

    /// <summary>Every state with every event at every position.</summary>
    public static IEnumerable<(Place Place, Happening Happening, Position Position)> Product() =>
        from place in Enum.GetValues<Place>()
        from happening in Enum.GetValues<Happening>()
        from position in happening.IsSegment() && HasWindow(place) ? Positions : [Position.None]
        select (place, happening, position);

    /// <summary>RFC 9293 3.10.7.1 to 3.10.7.3 do not look at SEG.SEQ: there is no RCV.NXT yet.</summary>
    private static bool HasWindow(Place place) => place is not (Place.Closed or Place.Listen or Place.SynSent);
}
