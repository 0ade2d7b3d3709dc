using System.Runtime.ExceptionServices;
using System.Text;
using ActorTcp.Tap.Interop;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap;

/// <summary>
/// A Linux network namespace: the one that the process runs in, or a named one as <c>ip netns</c> makes and lists them.
/// </summary>
/// <remarks>
/// The process stays where it is: <see cref="Run"/> enters a namespace on a thread of its own, which then ends; what was
/// opened there (sockets, TAPs) stays in the namespace. One that was made here is locked for as long as its maker lives, so
/// that what a crash left is taken over and a second running instance is told.
/// </remarks>
public sealed unsafe class NetworkNamespace : IDisposable
{
    private const string Folder = "/run/netns";

    private readonly SafeFileHandle? _handle;
    private readonly NamespaceLock? _lock;
    private int _disposed;

    private NetworkNamespace(string name, SafeFileHandle? handle, NamespaceLock? held)
    {
        Name = name;
        _handle = handle;
        _lock = held;
    }

    /// <summary>The namespace that the process runs in.</summary>
    public static NetworkNamespace Host { get; } = new("", null, null);

    /// <summary>The name, as <c>ip netns</c> knows it; empty for <see cref="Host"/>.</summary>
    public string Name { get; }

    /// <summary>Whether this is <see cref="Host"/>.</summary>
    public bool IsHost => _handle is null;

    /// <summary>Whether it was made here, so that <see cref="Dispose"/> removes it.</summary>
    public bool IsMadeHere => _lock is not null;

    /// <summary>Whether there is a namespace of this name.</summary>
    public static bool Exists(string name) => File.Exists(PathOf(Checked(name)));

    /// <summary>
    /// Makes a named namespace, as <c>ip netns add</c> does, with its loopback up. One that an earlier run of ours made and
    /// did not live to remove is replaced.
    /// </summary>
    /// <exception cref="NetworkNamespaceException">The name is bad or taken, or rights are missing.</exception>
    public static NetworkNamespace Create(string name)
    {
        string path = PathOf(Checked(name));
        PrepareFolder();
        NamespaceLock held = NamespaceLock.Take(name);
        try
        {
            if (File.Exists(path))
            {
                // Ours, and its maker is dead, for we hold its lock; or a name alone, whose maker died before it made the
                // namespace; or somebody else's.
                if (Identify(path) is { } present && present != held.Recorded) throw Taken(name);
                Remove(path);
            }
            Mount(name, path);
            SafeFileHandle handle = OpenHandle(name, path);
            held.Record(Identify(path));
            return new NetworkNamespace(name, handle, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A namespace that exists, made by whomsoever; <see cref="Dispose"/> leaves it.</summary>
    /// <exception cref="NetworkNamespaceException">There is none of this name, or rights are missing.</exception>
    public static NetworkNamespace Open(string name) => new(name, OpenHandle(name, PathOf(Checked(name))), null);

    /// <summary>Removes a named namespace, as <c>ip netns del</c> does. It lives on while something is open in it.</summary>
    /// <exception cref="NetworkNamespaceException">There is none of this name, or rights are missing.</exception>
    public static void Delete(string name)
    {
        if (!Exists(name)) throw NotFound(name);
        Remove(PathOf(name));
    }

    /// <summary>
    /// Runs an action in this namespace, on a thread that lives for it alone, and waits for its end. Do not await in it: what
    /// continues elsewhere runs outside. In <see cref="Host"/> it runs on the caller's thread.
    /// </summary>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Run(() =>
        {
            action();
            return true;
        });
    }

    /// <inheritdoc cref="Run(Action)"/>
    public T Run<T>(Func<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_handle is null) return action();
        bool used = false;
        _handle.DangerousAddRef(ref used);
        try
        {
            int descriptor = (int)_handle.DangerousGetHandle();
            return OnOwnThread(() =>
            {
                if (setns(descriptor, CLONE_NEWNET) < 0) throw Refused($"enter the network namespace '{Name}'", errno);
                return action();
            });
        }
        finally
        {
            if (used) _handle.DangerousRelease();
        }
    }

    /// <summary>Removes the namespace if it was made here.</summary>
    public void Dispose()
    {
        if (IsHost || Interlocked.Exchange(ref _disposed, 1) == 1) return;
        _handle!.Dispose();
        if (_lock is null) return;
        string path = PathOf(Name);
        if (_lock.Recorded == Identify(path)) Remove(path); // not one that somebody put in its place
        _lock.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => IsHost ? "the host's network namespace" : Name;

    /// <summary>Runs on a thread whose namespaces may be changed because it ends with the action.</summary>
    internal static T OnOwnThread<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = action();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        })
        { IsBackground = true, Name = "netns" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>Makes a nameless namespace for the calling thread, which must end soon.</summary>
    internal static void Unshare()
    {
        if (unshare(CLONE_NEWNET) < 0) throw Refused("make a network namespace", errno);
    }

    private static string PathOf(string name) => $"{Folder}/{name}";

    private static string Checked(string name)
    {
        if (string.IsNullOrEmpty(name) || name is "." or ".." || name.Length > 200 || name.Any(c => c is '/' or '\0' || char.IsWhiteSpace(c)))
            throw new NetworkNamespaceException($"'{name}' cannot name a network namespace: use letters, digits, '-', '_' and '.'");
        return name;
    }

    /// <summary>The folder is a mount of its own with shared propagation, so that other mount namespaces see what is made in it.</summary>
    internal static void PrepareFolder()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new NetworkNamespaceException($"cannot make {Folder} ({refused.Message}): run as root or with CAP_SYS_ADMIN");
        }
        if (MountOn("", Folder, (uint)(MS_SHARED | MS_REC)) == 0) return;
        // EINVAL: no mount yet.
        if (errno != EINVAL || MountOn(Folder, Folder, (uint)(MS_BIND | MS_REC)) < 0 || MountOn("", Folder, (uint)(MS_SHARED | MS_REC)) < 0)
            throw Refused($"set up {Folder}", errno);
    }

    internal static void Mount(string name, string path)
    {
        int mark;
        fixed (byte* bytes = Utf8(path)) mark = open(bytes, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
        if (mark < 0) throw errno == EEXIST ? Taken(name) : Refused($"make {path}", errno);
        _ = close(mark);
        try
        {
            OnOwnThread(() =>
            {
                Unshare();
                using (var sockets = new InterfaceSocket()) sockets.BringUp("lo");
                return MountOn("/proc/thread-self/ns/net", path, (uint)MS_BIND) == 0
                    ? true
                    : throw Refused($"name the network namespace '{name}'", errno);
            });
        }
        catch
        {
            Remove(path);
            throw;
        }
    }

    private static void Remove(string path)
    {
        fixed (byte* bytes = Utf8(path))
        {
            if (umount2(bytes, MNT_DETACH) < 0 && errno != EINVAL && errno != ENOENT) throw Refused($"unmount {path}", errno);
            if (unlink(bytes) < 0 && errno != ENOENT) throw Refused($"remove {path}", errno);
        }
    }

    private static SafeFileHandle OpenHandle(string name, string path)
    {
        int descriptor;
        fixed (byte* bytes = Utf8(path)) descriptor = open(bytes, O_RDONLY | O_CLOEXEC);
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        throw errno == ENOENT ? NotFound(name) : Refused($"open the network namespace '{name}'", errno);
    }

    /// <summary>
    /// The namespace's own identity (<c>net:[4026532281]</c>), which its name only refers to; null if there is none, or the
    /// path is a plain file.
    /// </summary>
    private static string? Identify(string path)
    {
        int descriptor;
        fixed (byte* bytes = Utf8(path)) descriptor = open(bytes, O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) return null;
        try
        {
            return OnOwnThread(() => setns(descriptor, CLONE_NEWNET) < 0 ? null : Current());
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>The identity of the namespace that the calling thread is in.</summary>
    private static string? Current() => new FileInfo("/proc/thread-self/ns/net").LinkTarget;

    private static int MountOn(string source, string target, uint flags)
    {
        fixed (byte* from = Utf8(source), to = Utf8(target), none = "none\0"u8) return mount(from, to, none, flags, null);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static NetworkNamespaceException NotFound(string name) =>
        new($"there is no network namespace '{name}': make it with `ip netns add {name}`, or choose one that `ip netns list` shows");

    private static NetworkNamespaceException Taken(string name) => new(
        $"the network namespace '{name}' exists and was not made by ActorTcp: choose another name, or remove it with `ip netns del {name}`");

    private static NetworkNamespaceException Refused(string what, int error) => error == EPERM || error == EACCES
        ? new NetworkNamespaceException($"no permission to {what}: run as root or with CAP_SYS_ADMIN", error)
        : new NetworkNamespaceException($"cannot {what}: {TapException.Describe(error)}", error);
}
