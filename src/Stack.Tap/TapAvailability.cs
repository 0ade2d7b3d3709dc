using System.Globalization;
using ActorTcp.Tap.Interop;
using Microsoft.Win32.SafeHandles;

namespace ActorTcp.Tap;

/// <summary>Whether TAPs and network namespaces can be had here.</summary>
/// <param name="Reason">Why no TAP can be had, and what to do: one sentence; null when one can.</param>
/// <param name="NamespaceReason">Why no network namespace can be made, likewise.</param>
public sealed record TapAvailability(string? Reason, string? NamespaceReason)
{
    private const int CapNetAdmin = 12;
    private const int CapSysAdmin = 21;

    /// <summary>Whether a TAP can be opened.</summary>
    public bool IsAvailable => Reason is null;

    /// <summary>Whether a TAP can be opened in a network namespace of our own.</summary>
    public bool IsAvailableInNamespace => IsAvailable && NamespaceReason is null;

    internal static TapAvailability Check()
    {
        if (!OperatingSystem.IsLinux())
        {
            const string NotLinux = "TAP devices and network namespaces are Linux's: run on Linux";
            return new TapAvailability(NotLinux, NotLinux);
        }
        string? namespaceReason = Has(CapSysAdmin) ? null : "no right to make a network namespace: run as root or with CAP_SYS_ADMIN";
        return new TapAvailability(Try(inNamespace: namespaceReason is null), namespaceReason);
    }

    /// <summary>Makes a TAP in a nameless namespace that is gone again at once; without the right to that, looks at the rights.</summary>
    private static string? Try(bool inNamespace)
    {
        try
        {
            if (inNamespace) return NetworkNamespace.OnOwnThread(() => Make());
            using SafeFileHandle handle = TapDevice.OpenDriver();
            return Has(CapNetAdmin) ? null : "no right to make a TAP: run as root or with CAP_NET_ADMIN";
        }
        catch (TapException refused)
        {
            return refused.Message;
        }
    }

    private static string? Make()
    {
        NetworkNamespace.Unshare();
        using SafeFileHandle handle = TapDevice.OpenDriver();
        int error = TapDevice.Tie(handle, "tap0", Tun.IFF_TAP | Tun.IFF_NO_PI);
        return error == 0 ? null : $"cannot make a TAP ({TapException.Describe(error)}): run as root or with CAP_NET_ADMIN";
    }

    private static bool Has(int capability)
    {
        foreach (string line in File.ReadLines("/proc/thread-self/status"))
        {
            if (!line.StartsWith("CapEff:", StringComparison.Ordinal)) continue;
            ulong held = ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return (held >> capability & 1) != 0;
        }
        return false;
    }
}
