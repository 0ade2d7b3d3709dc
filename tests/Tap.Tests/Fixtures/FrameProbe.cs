using System.Collections.Concurrent;
using Akka.Dispatch;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tap;

namespace Tap.Tests.Fixtures;

/// <summary>A frame as it was read from a device.</summary>
public sealed record ReceivedFrame(byte[] Bytes, VirtioNetHeader Offload);

/// <summary>Stands in for a stack: reads a device's frames for the test and writes the test's, on an event loop of its own.</summary>
public sealed class FrameProbe : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<ReceivedFrame> _received = [];
    private readonly FramePool _pool = new(FramePool.LargeBuffer, 16);
    private readonly ThreadEventLoop _loop = new(new PollWaiter(), "frame-probe");

    public FrameProbe(TapDevice device)
    {
        Device = device;
        device.Attach(_loop, Receive);
    }

    public TapDevice Device { get; }

    /// <summary>Runs something on the loop and waits for it.</summary>
    public T OnLoop<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Execute(new ActionRunnable(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception thrown)
            {
                done.SetException(thrown);
            }
        }));
        return done.Task.WaitAsync(Limit).GetAwaiter().GetResult();
    }

    /// <summary>Sends one frame; what lies beyond <paramref name="inBuffer"/> bytes is attached, in slices of <paramref name="sliceSize"/>.</summary>
    public void Send(byte[] bytes, VirtioNetHeader offload = default, int inBuffer = int.MaxValue, int sliceSize = 1000, int start = TapDevice.HeadRoom) =>
        OnLoop(() =>
        {
            Frame frame = _pool.TryRent()!;
            int head = Math.Min(inBuffer, bytes.Length);
            frame.SetRange(start, head);
            bytes.AsSpan(0, head).CopyTo(frame.Bytes);
            for (int at = head; at < bytes.Length; at += sliceSize)
                Assert.True(frame.Attach(bytes.AsMemory(at, Math.Min(sliceSize, bytes.Length - at)).ToArray()));
            frame.Offload = offload;
            FrameChain chain = default;
            chain.Append(frame);
            Device.Send(ref chain);
            Assert.True(chain.IsEmpty);
            Assert.Equal(0, _pool.Rented);
            return true;
        });

    /// <summary>The next received frame that is as asked; others are passed over.</summary>
    public ReceivedFrame Expect(Func<ReceivedFrame, bool> asked)
    {
        long deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (_received.TryTake(out ReceivedFrame? frame, (int)Math.Max(0, deadline - Environment.TickCount64)))
        {
            if (asked(frame)) return frame;
        }
        throw new TimeoutException("the frame did not come");
    }

    public void Dispose()
    {
        _loop.Dispose();
        _received.Dispose();
    }

    private void Receive()
    {
        const int Batch = 64;
        int got;
        do
        {
            FrameChain chain = default;
            got = Device.Receive(ref chain, Batch);
            while (chain.TakeFirst() is { } frame)
            {
                _received.Add(new ReceivedFrame(frame.Bytes.ToArray(), frame.Offload));
                frame.Release();
            }
        }
        while (got == Batch);
    }
}
