using Akka.Dispatch;
using ActorTcp.Loop;

namespace ActorTcp.Tests;

/// <summary>Work given to a loop from a test's thread.</summary>
internal static class LoopCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Post(this EventLoop loop, Action action) => loop.Execute(new ActionRunnable(action));

    /// <summary>Runs on a real loop and waits for the result.</summary>
    public static T Ask<T>(this ThreadEventLoop loop, Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception failure)
            {
                answer.SetException(failure);
            }
        });
        return answer.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }
}
