namespace Akka.Configuration.Hocon;

/// <summary>What a text parses to.</summary>
public class HoconRoot
{
    public HoconRoot(HoconValue value)
    {
        Value = value;
    }

    public HoconValue Value { get; }
}
