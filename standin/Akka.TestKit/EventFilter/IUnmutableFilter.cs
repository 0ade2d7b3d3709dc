namespace Akka.TestKit;

/// <summary>A filter that is on until somebody switches it off.</summary>
public interface IUnmutableFilter : IDisposable
{
    void Unmute();
}
