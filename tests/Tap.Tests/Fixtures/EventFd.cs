using Tmds.Linux;

namespace Tap.Tests.Fixtures;

/// <summary>A descriptor that a test makes readable and not.</summary>
public sealed unsafe class EventFd : IDisposable
{
    public int Descriptor { get; } = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);

    public void Set()
    {
        ulong one = 1;
        Assert.Equal(8, (long)LibC.write(Descriptor, &one, 8));
    }

    public void Reset()
    {
        ulong count;
        Assert.Equal(8, (long)LibC.read(Descriptor, &count, 8));
    }

    public void Dispose() => _ = LibC.close(Descriptor);
}
