using System.Globalization;
using System.Text;
using ActorTcp.Tap.Interop;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap;

/// <summary>
/// Says which living process made a namespace: a locked file <c>/run/actor-tcp/NAME.lock</c> that holds the maker's process
/// id and the namespace's identity. The kernel lets go of the lock when the process ends, however it ends.
/// </summary>
internal sealed unsafe class NamespaceLock : IDisposable
{
    private const string Folder = "/run/actor-tcp";

    private readonly SafeFileHandle _file;
    private readonly string _path;

    private NamespaceLock(SafeFileHandle file, string path, string? recorded)
    {
        _file = file;
        _path = path;
        Recorded = recorded;
    }

    /// <summary>The identity of the namespace that the file's last owner made, or null.</summary>
    internal string? Recorded { get; private set; }

    internal static NamespaceLock Take(string name)
    {
        string path = $"{Folder}/{name}.lock";
        while (true)
        {
            SafeFileHandle file = Open(path);
            if (NativeCalls.flock((int)file.DangerousGetHandle(), NativeCalls.LOCK_EX | NativeCalls.LOCK_NB) < 0)
            {
                (string? owner, _) = Read(file);
                file.Dispose();
                throw new NetworkNamespaceException(
                    $"the network namespace '{name}' is in use by a running instance (process {owner ?? "unknown"}): end that, or choose another name",
                    EBUSY);
            }
            // Its last owner may have removed the file between our opening and our locking it.
            if (new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget == path)
                return new NamespaceLock(file, path, Read(file).Identity);
            file.Dispose();
        }
    }

    /// <summary>Writes down which namespace this process made.</summary>
    internal void Record(string? identity)
    {
        Recorded = identity;
        string line = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {identity}\n");
        RandomAccess.SetLength(_file, 0);
        RandomAccess.Write(_file, Encoding.ASCII.GetBytes(line), 0);
    }

    /// <summary>Removes the file, then lets go of it.</summary>
    public void Dispose()
    {
        if (_file.IsClosed) return;
        File.Delete(_path);
        _file.Dispose();
    }

    // Not by FileStream, which takes a lock of its own.
    private static SafeFileHandle Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new NetworkNamespaceException($"cannot make {Folder} ({refused.Message}): run as root");
        }
        int descriptor;
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + '\0')) descriptor = open(bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0x1A4 /* rw-r--r-- */);
        if (descriptor < 0) throw new NetworkNamespaceException($"cannot write {path} ({TapException.Describe(errno)}): run as root", errno);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static (string? Owner, string? Identity) Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[128];
        int length = RandomAccess.Read(file, bytes, 0);
        return Encoding.ASCII.GetString(bytes[..length]).TrimEnd('\n').Split(' ') is [var owner, var identity] ? (owner, identity) : (null, null);
    }
}
