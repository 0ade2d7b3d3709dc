using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>
/// RFC 864's popular pattern: lines of 72 of the 95 printable characters, each line beginning one further on, and CR LF. It
/// repeats after 95 lines, and whole repetitions make up <see cref="Whole"/>, so that it can be sent over and over.
/// </summary>
internal static class SourcePattern
{
    private const int Printable = 95; // ' ' to '~'
    private const int LineText = 72;
    private const int LineLength = LineText + 2;
    private const int Repetitions = 37;

    /// <summary>After so many bytes the pattern begins anew.</summary>
    public const int Period = Printable * LineLength;

    /// <summary>A quarter of a mebibyte of it.</summary>
    public static ByteString Whole { get; } = ByteString.FromBytes(Make());

    /// <summary>The byte at a place of the stream.</summary>
    public static byte At(long position)
    {
        int place = (int)(position % Period);
        (int line, int column) = Math.DivRem(place, LineLength);
        return column switch
        {
            LineText => (byte)'\r',
            LineText + 1 => (byte)'\n',
            _ => (byte)(' ' + (line + column) % Printable),
        };
    }

    private static byte[] Make()
    {
        byte[] bytes = new byte[Period * Repetitions];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = At(i);
        return bytes;
    }
}
