namespace Tap.Tests.Fixtures;

/// <summary>Who opens a connection.</summary>
public enum Opener
{
    /// <summary>The kernel connects to our listener.</summary>
    Kernel,

    /// <summary>We connect to the kernel's.</summary>
    Stack,
}

internal static class Openers
{
    /// <summary>The states that our side enters until the connection is open.</summary>
    public static string Path(this Opener opener) => opener == Opener.Kernel ? "SynReceived Established" : "SynSent Established";
}
