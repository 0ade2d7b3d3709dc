namespace Tmds.Linux;

internal static class LibraryNames
{
    /// <summary>The runtime finds glibc's or musl's library under this name.</summary>
    public const string Libc = "libc";
}
