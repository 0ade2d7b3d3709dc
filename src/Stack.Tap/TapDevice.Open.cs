using ActorTcp.Device;
using ActorTcp.Tap.Interop;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap;

// Opening: offloads are asked for in steps, each less than the one before, down to plain frames.
public sealed unsafe partial class TapDevice
{
    private const int DefaultQueueLength = 1000;

    private static ReadOnlySpan<DeviceOffloads> LesserOffloads =>
    [
        TapOptions.AllOffloads,
        TapOptions.AllOffloads & ~DeviceOffloads.Uso, // Linux 6.2 and later
        DeviceOffloads.Checksum | DeviceOffloads.Tso4 | DeviceOffloads.Tso6,
        DeviceOffloads.Checksum | DeviceOffloads.Tso4,
        DeviceOffloads.Checksum,
    ];

    /// <summary>Whether a TAP can be had here, and if not, why not. It opens the driver but makes nothing that stays.</summary>
    public static TapAvailability Availability => TapAvailability.Check();

    /// <summary>Opens the driver; on the thread whose namespace the interface is to be in.</summary>
    internal static SafeFileHandle OpenDriver()
    {
        int descriptor;
        fixed (byte* path = "/dev/net/tun\0"u8) descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        int error = errno;
        if (error == ENOENT || error == ENODEV || error == ENXIO || error == ENOTDIR)
            throw new TapException(
                $"there is no {Tun.Path}: load the driver with `modprobe tun`, or start the container with `--device {Tun.Path}`", error);
        if (error == EPERM || error == EACCES)
            throw new TapException($"no permission to open {Tun.Path}: run as root or with CAP_NET_ADMIN", error);
        throw TapException.FromErrno($"cannot open {Tun.Path}", error);
    }

    /// <summary>Ties a driver's descriptor to an interface, which is made if it does not exist.</summary>
    /// <returns>0, or the error number.</returns>
    internal static int Tie(SafeFileHandle handle, string name, short flags)
    {
        var request = new InterfaceRequest(name) { Flags = flags };
        return ioctl((int)handle.DangerousGetHandle(), Tun.TUNSETIFF, &request) < 0 ? errno : 0;
    }

    private static TapDevice OpenHere(TapOptions options)
    {
        using var sockets = new InterfaceSocket();
        bool existed = sockets.Exists(options.Name);
        (SafeFileHandle handle, DeviceOffloads? offloads) = OpenWithOffloads(options, existed);
        try
        {
            SetUp(options, existed, sockets);
            return new TapDevice(handle, options.Name, offloads, !existed, sockets, options.ReceiveBuffers);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <returns>The descriptor, and what the kernel takes; null for plain frames.</returns>
    private static (SafeFileHandle Handle, DeviceOffloads? Offloads) OpenWithOffloads(TapOptions options, bool existed)
    {
        DeviceOffloads wanted = options.Offloads & TapOptions.AllOffloads;
        if ((wanted & DeviceOffloads.Checksum) != 0)
        {
            SafeFileHandle handle = OpenDriver();
            if (HasFeature(handle, Tun.IFF_VNET_HDR))
            {
                OpenInterface(handle, options.Name, Tun.IFF_VNET_HDR, existed);
                if (Negotiate((int)handle.DangerousGetHandle(), wanted) is { } agreed) return (handle, agreed);
            }
            handle.Dispose();
        }
        SafeFileHandle plain = OpenDriver();
        OpenInterface(plain, options.Name, 0, existed);
        // An interface that existed keeps what its last user negotiated.
        _ = ioctl((int)plain.DangerousGetHandle(), Tun.TUNSETOFFLOAD, 0);
        return (plain, null);
    }

    private static bool HasFeature(SafeFileHandle handle, int feature)
    {
        uint features;
        return ioctl((int)handle.DangerousGetHandle(), Tun.TUNGETFEATURES, &features) >= 0 && (features & (uint)feature) != 0;
    }

    private static void OpenInterface(SafeFileHandle handle, string name, short flags, bool existed)
    {
        short all = (short)(Tun.IFF_TAP | Tun.IFF_NO_PI | flags);
        int error = Tie(handle, name, all);
        // One that was made with several queues (ip tuntap … multi_queue) wants to be told so; we serve one queue, to which
        // the kernel then steers everything.
        if (error == EINVAL && existed) error = Tie(handle, name, (short)(all | Tun.IFF_MULTI_QUEUE));
        if (error == 0) return;
        handle.Dispose();
        throw Refused(name, error, existed);
    }

    private static TapException Refused(string name, int error, bool existed)
    {
        if (error == EPERM || error == EACCES)
            return new TapException($"no permission to open the TAP '{name}': run as root or with CAP_NET_ADMIN", error);
        if (error == EBUSY)
            return new TapException($"the TAP '{name}' is in use by another process: end that, or choose another name", error);
        if (existed && error == EINVAL)
            return new TapException($"'{name}' is an interface, but not a TAP: choose another name", error);
        return TapException.FromErrno($"cannot open the TAP '{name}'", error);
    }

    /// <summary>Asks for what is wanted, then for less and less; null when not even checksums are taken.</summary>
    private static DeviceOffloads? Negotiate(int descriptor, DeviceOffloads wanted)
    {
        int size = Protocol.Wire.VirtioNetHeader.Size;
        if (ioctl(descriptor, Tun.TUNSETVNETHDRSZ, &size) < 0) return null;
        foreach (DeviceOffloads step in LesserOffloads)
        {
            DeviceOffloads asked = wanted & step;
            if (ioctl(descriptor, Tun.TUNSETOFFLOAD, ToKernel(asked)) >= 0) return asked;
        }
        return null;
    }

    private static int ToKernel(DeviceOffloads offloads)
    {
        int flags = 0;
        if ((offloads & DeviceOffloads.Checksum) != 0) flags |= Tun.TUN_F_CSUM;
        if ((offloads & DeviceOffloads.Tso4) != 0) flags |= Tun.TUN_F_TSO4;
        if ((offloads & DeviceOffloads.Tso6) != 0) flags |= Tun.TUN_F_TSO6;
        if ((offloads & DeviceOffloads.TsoEcn) != 0) flags |= Tun.TUN_F_TSO_ECN;
        if ((offloads & DeviceOffloads.Uso) != 0) flags |= Tun.TUN_F_USO4 | Tun.TUN_F_USO6;
        return flags;
    }

    private static void SetUp(TapOptions options, bool existed, InterfaceSocket sockets)
    {
        string name = options.Name;
        if (options.DisableIPv6 ?? (!existed && options.Namespace.IsMadeHere)) DisableIPv6(name);
        if (options.HostHardwareAddress is { } mac) sockets.SetHardwareAddress(name, mac);
        if (options.Mtu is { } mtu) sockets.SetMtu(name, mtu);
        if (options.QueueLength is { } length) sockets.SetQueueLength(name, length);
        else if (!existed) sockets.SetQueueLength(name, DefaultQueueLength);
        if (options.HostAddress is { } address) sockets.SetAddress(name, address);
        sockets.BringUp(name);
    }

    /// <summary>Before the link comes up, so that nothing is sent at all. A kernel without IPv6 has no such file.</summary>
    private static void DisableIPv6(string name)
    {
        string path = $"/proc/sys/net/ipv6/conf/{name}/disable_ipv6"; // of the calling thread's namespace
        try
        {
            if (File.Exists(path)) File.WriteAllText(path, "1");
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new TapException($"cannot turn IPv6 off on {name} ({refused.Message}): set DisableIPv6 to false to leave it on");
        }
    }
}
