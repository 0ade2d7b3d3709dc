namespace Akka.Configuration.Hocon;

/// <summary>Unquoted or quoted text, a part of a value.</summary>
internal sealed record HoconText(string Text, bool Quoted)
{
    public bool IsBlank => !Quoted && string.IsNullOrWhiteSpace(Text);
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
internal sealed record HoconReference(string Path, bool Optional);

/// <summary>A value with substitutions in it, until the end of the text allows them to be looked up.</summary>
/// <param name="pieces"><see cref="HoconText"/>, <see cref="HoconReference"/> or <see cref="HoconValue"/>.</param>
internal sealed class HoconDeferred(List<object> pieces)
{
    public List<object> Pieces { get; } = pieces;

    public HoconValue Previous { get; set; }

    public bool InProgress { get; set; }
}
