using System.Net.NetworkInformation;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap.Interop;

/// <summary>
/// Reads and sets up interfaces by <c>ioctl</c> on a datagram socket: those of the network namespace in which it was made.
/// What is asked of an interface that does not exist, or is refused, is told by <see cref="TapException"/>.
/// </summary>
internal sealed unsafe class InterfaceSocket : IDisposable
{
    private const short Up = 0x1;
    private const short Running = 0x40;

    private readonly SafeFileHandle _handle;
    private readonly int _descriptor;

    internal InterfaceSocket()
    {
        _descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (_descriptor < 0) throw TapException.FromErrno("cannot make a socket to set up the interface with", errno);
        _handle = new SafeFileHandle(_descriptor, ownsHandle: true);
    }

    internal bool Exists(string name)
    {
        var request = new InterfaceRequest(name);
        return ioctl(_descriptor, SIOCGIFINDEX, &request) >= 0;
    }

    internal int GetIndex(string name) => Ask(name, SIOCGIFINDEX, "read the index").Integer;

    internal int GetMtu(string name) => Ask(name, SIOCGIFMTU, "read the MTU").Integer;

    internal void SetMtu(string name, int mtu) =>
        Tell(new InterfaceRequest(name) { Integer = mtu }, SIOCSIFMTU, $"set the MTU to {mtu}");

    internal void SetQueueLength(string name, int frames) =>
        Tell(new InterfaceRequest(name) { Integer = frames }, SIOCSIFTXQLEN, $"set the queue's length to {frames}");

    internal PhysicalAddress GetHardwareAddress(string name) =>
        new(Ask(name, SIOCGIFHWADDR, "read the hardware address").GetHardwareAddress());

    internal void SetHardwareAddress(string name, PhysicalAddress address)
    {
        var request = new InterfaceRequest(name);
        request.SetHardwareAddress(address.GetAddressBytes());
        Tell(request, SIOCSIFHWADDR, $"set the hardware address to {address}");
    }

    internal void SetAddress(string name, InterfaceAddress address)
    {
        Tell(new InterfaceRequest(name) { InternetAddress = address.AddressBits }, SIOCSIFADDR, $"set the address to {address}");
        Tell(new InterfaceRequest(name) { InternetAddress = address.Mask }, SIOCSIFNETMASK, $"set the address to {address}");
    }

    /// <summary>Brings the link up if it is not.</summary>
    internal void BringUp(string name)
    {
        InterfaceRequest request = Ask(name, SIOCGIFFLAGS, "read the state");
        if ((request.Flags & Up) != 0) return;
        request.Flags |= Up | Running;
        Tell(request, SIOCSIFFLAGS, "bring the link up");
    }

    public void Dispose() => _handle.Dispose();

    private InterfaceRequest Ask(string name, int operation, string what)
    {
        var request = new InterfaceRequest(name);
        if (ioctl(_descriptor, operation, &request) < 0) throw Refused(name, what, errno);
        return request;
    }

    private void Tell(InterfaceRequest request, int operation, string what)
    {
        if (ioctl(_descriptor, operation, &request) < 0) throw Refused(request.Name, what, errno);
    }

    private static TapException Refused(string name, string what, int error) => error == EPERM || error == EACCES
        ? new TapException($"no permission to {what} of {name}: run as root or with CAP_NET_ADMIN", error)
        : TapException.FromErrno($"cannot {what} of {name}", error);
}
