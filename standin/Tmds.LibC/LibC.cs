namespace Tmds.Linux;

/// <summary>
/// The part of Tmds.LibC that ActorTcp uses, by Tmds.LibC's names. Constants are properties, because some of Tmds.LibC's differ
/// between architectures; so they cannot label a case. Only those that are the same on x64 and arm64 are here.
/// </summary>
public static unsafe partial class LibC
{
}
