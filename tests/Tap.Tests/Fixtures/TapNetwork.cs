using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorTcp.Tap;
using ActorTcp.Tap.Interop;
using Tmds.Linux;

namespace Tap.Tests.Fixtures;

/// <summary>
/// A network namespace of one test, with whatever TAPs, kernel sockets and processes the test puts into it. Disposing ends
/// and removes all of them; what a killed test run left is removed by the next.
/// </summary>
public sealed class TapNetwork : IDisposable
{
    /// <summary>The kernel's address on the TAP.</summary>
    public static readonly IPAddress HostAddress = IPAddress.Parse("198.51.100.1");

    /// <summary>The address that the test, or the stack under test, answers for.</summary>
    public static readonly IPAddress StackAddress = IPAddress.Parse("198.51.100.2");

    private const string Prefix = "tap-tests-";

    private static readonly Lazy<TapAvailability> Available = new(() =>
    {
        TapAvailability found = TapDevice.Availability;
        if (found.IsAvailableInNamespace) RemoveLeftovers();
        return found;
    });

    private static int s_last;

    private readonly Stack<IDisposable> _open = new();

    private TapNetwork(NetworkNamespace made)
    {
        Namespace = made;
        Options = new TapOptions { Namespace = made, HostAddress = new InterfaceAddress(HostAddress, 24) };
    }

    /// <summary>The namespace, made for this test.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>A TAP tap0 in the namespace, with the kernel at <see cref="HostAddress"/>/24.</summary>
    public TapOptions Options { get; }

    /// <summary>Makes the namespace; skips the test, saying why, where that, or a TAP, cannot be had.</summary>
    public static TapNetwork Create()
    {
        SkipWhereUnavailable();
        return new TapNetwork(NetworkNamespace.Create(NewName()));
    }

    /// <summary>Skips the test, saying why, where no TAP or no namespace can be had.</summary>
    public static void SkipWhereUnavailable() =>
        Skip.IfNot(Available.Value.IsAvailableInNamespace, Available.Value.Reason ?? Available.Value.NamespaceReason);

    /// <summary>A name for a namespace that no other test uses.</summary>
    public static string NewName() => $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}";

    /// <summary>Opens a TAP, closed with this.</summary>
    public TapDevice OpenTap(Func<TapOptions, TapOptions>? with = null) =>
        Own(TapDevice.Open(with is null ? Options : with(Options)));

    /// <summary>Opens a TAP and reads and writes its frames for the test.</summary>
    public FrameProbe OpenProbe(Func<TapOptions, TapOptions>? with = null) => Own(new FrameProbe(OpenTap(with)));

    /// <summary>Runs an action in the namespace: sockets that it opens lie there. Do not await in it.</summary>
    public T RunInNamespace<T>(Func<T> action) => Namespace.Run(action);

    /// <inheritdoc cref="RunInNamespace{T}"/>
    public void RunInNamespace(Action action) => Namespace.Run(action);

    /// <summary>A kernel socket in the namespace, closed with this. Calls on it give up after ten seconds.</summary>
    public Socket CreateSocket(SocketType type, ProtocolType protocol, AddressFamily family = AddressFamily.InterNetwork)
    {
        Socket socket = Own(Namespace.Run(() => new Socket(family, type, protocol)));
        socket.ReceiveTimeout = socket.SendTimeout = 10_000;
        return socket;
    }

    /// <summary>A kernel socket that sees every frame on the namespace's interfaces, from its creation on.</summary>
    public Socket CreatePacketSocket()
    {
        const ProtocolType All = (ProtocolType)0x0300; // ETH_P_ALL in network order
        return CreateSocket(SocketType.Raw, All, AddressFamily.Packet);
    }

    /// <summary>Starts a program in the namespace, its output redirected; killed with this if it still runs then.</summary>
    public Process StartProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // A child is born in the namespace of the thread that starts it.
        Process process = Namespace.Run(() => Process.Start(start))!;
        _open.Push(new Killed(process));
        return process;
    }

    /// <summary>Runs a program in the namespace to its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public (int ExitCode, string Output) RunProcess(TimeSpan limit, string program, params string[] arguments)
    {
        Process process = StartProcess(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        if (!process.WaitForExit(limit)) throw new TimeoutException($"{program} did not end within {limit}");
        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>Makes a TAP that stays when its maker closes it, as <c>ip tuntap add</c> does; it goes with the namespace.</summary>
    public unsafe void MakePersistentTap(string name, bool multiQueue = false)
    {
        const int TUNSETPERSIST = 0x400454cb;
        Namespace.Run(() =>
        {
            using var driver = TapDevice.OpenDriver();
            short flags = (short)(Tun.IFF_TAP | Tun.IFF_NO_PI | (multiQueue ? Tun.IFF_MULTI_QUEUE : 0));
            Assert.Equal(0, TapDevice.Tie(driver, name, flags));
            Assert.Equal(0, LibC.ioctl((int)driver.DangerousGetHandle(), TUNSETPERSIST, 1));
        });
    }

    /// <summary>Whether the namespace has an interface of this name.</summary>
    public bool HasInterface(string name) => Namespace.Run(() =>
    {
        using var sockets = new InterfaceSocket();
        return sockets.Exists(name);
    });

    /// <summary>Sets a link up or down.</summary>
    public unsafe void SetLink(string name, bool up) => Namespace.Run(() =>
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var request = new InterfaceRequest(name);
        Assert.Equal(0, LibC.ioctl((int)socket.Handle, LibC.SIOCGIFFLAGS, &request));
        request.Flags = (short)(up ? request.Flags | 1 : request.Flags & ~1);
        Assert.Equal(0, LibC.ioctl((int)socket.Handle, LibC.SIOCSIFFLAGS, &request));
    });

    /// <summary>Has something disposed with this, before what was there earlier.</summary>
    public T Own<T>(T disposable)
        where T : IDisposable
    {
        _open.Push(disposable);
        return disposable;
    }

    public void Dispose()
    {
        while (_open.TryPop(out IDisposable? next)) next.Dispose();
        Namespace.Dispose();
    }

    private static void RemoveLeftovers()
    {
        if (!Directory.Exists("/run/actor-tcp")) return;
        foreach (string path in Directory.EnumerateFiles("/run/actor-tcp", $"{Prefix}*.lock"))
        {
            try
            {
                NetworkNamespace.Create(Path.GetFileNameWithoutExtension(path)).Dispose();
            }
            catch (NetworkNamespaceException)
            {
                // Another run's, which lives.
            }
        }
    }

    private sealed class Killed(Process process) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(10_000);
            }
            catch (InvalidOperationException)
            {
                // It has ended.
            }
            process.Dispose();
        }
    }
}
