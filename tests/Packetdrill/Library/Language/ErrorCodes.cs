using System.Collections.Frozen;

namespace ActorTcp.Packetdrill.Language;

/// <summary>The errors of Linux: numbers, names and texts.</summary>
public static partial class ErrorCodes
{
    private static readonly Lazy<FrozenDictionary<string, int>> Numbers = new(BuildNumbers);
    private static readonly Lazy<FrozenDictionary<int, (int Number, string Name, string Text)>> ByNumber = new(BuildByNumber);

    /// <summary>The number of an error by its macro's name.</summary>
    /// <param name="name">Such as <c>EAGAIN</c>.</param>
    /// <param name="number">Its number, positive; 0 if it is unknown.</param>
    /// <returns>Whether it is known.</returns>
    public static bool TryGetNumber(string name, out int number) => Numbers.Value.TryGetValue(name, out number);

    /// <summary>An error's name, <c>EAGAIN</c>; of a number that is none, <c>errno 4711</c>.</summary>
    public static string NameOf(int number) => ByNumber.Value.TryGetValue(number, out var error) ? error.Name : $"errno {number}";

    /// <summary>An error's text as <c>strerror</c> has it; of a number that is none, <c>Unknown error 4711</c>.</summary>
    public static string TextOf(int number) => ByNumber.Value.TryGetValue(number, out var error) ? error.Text : $"Unknown error {number}";

    private static FrozenDictionary<int, (int Number, string Name, string Text)> BuildByNumber() =>
        Errors.ToFrozenDictionary(error => error.Number);

    private static FrozenDictionary<string, int> BuildNumbers()
    {
        var numbers = Errors.ToDictionary(error => error.Name, error => error.Number);
        numbers["EWOULDBLOCK"] = numbers["EAGAIN"];
        numbers["EDEADLOCK"] = numbers["EDEADLK"];
        numbers["ENOTSUP"] = numbers["EOPNOTSUPP"];
        return numbers.ToFrozenDictionary();
    }
}
