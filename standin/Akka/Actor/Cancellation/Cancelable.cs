namespace Akka.Actor;

/// <summary>
/// A flag, by which scheduled work is taken back; the token is made only if somebody asks for it.
/// </summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private CancellationTokenSource _source;
    private int _canceled;

    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler) => CancelAfter(millisecondsDelay);

    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    public Cancelable(IActionScheduler scheduler) => _scheduler = scheduler;

    private Cancelable(IActionScheduler scheduler, CancellationTokenSource source)
    {
        _scheduler = scheduler;
        _source = source;
    }

    public bool IsCancellationRequested => Volatile.Read(ref _canceled) == 1 || _source is { IsCancellationRequested: true };

    public bool IsDisposed { get; private set; }

    public CancellationToken Token
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            var source = Volatile.Read(ref _source);
            if (source == null)
            {
                Interlocked.CompareExchange(ref _source, new CancellationTokenSource(), null);
                source = _source;
                if (IsCancellationRequested)
                {
                    source.Cancel();
                }
            }

            return source.Token;
        }
    }

    public static ICancelable CreateCanceled() => AlreadyCanceledCancelable.Instance;

    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler.Advanced, cancelables);

    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, cancelables.Select(c => c.Token).ToArray());

    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(scheduler.Advanced, cancellationTokens);

    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        new Cancelable(scheduler, CancellationTokenSource.CreateLinkedTokenSource(cancellationTokens));

    public void Cancel() => Cancel(false);

    public void Cancel(bool throwOnFirstException)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Interlocked.Exchange(ref _canceled, 1);
        Volatile.Read(ref _source)?.Cancel(throwOnFirstException);
    }

    public void CancelAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        InternalCancelAfter(delay);
    }

    public void CancelAfter(int millisecondsDelay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(millisecondsDelay);
        InternalCancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !IsDisposed)
        {
            IsDisposed = true;
            _source?.Dispose();
        }
    }

    private void InternalCancelAfter(TimeSpan delay)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (!IsCancellationRequested)
        {
            _scheduler.ScheduleOnce(delay, () =>
            {
                if (!IsDisposed)
                {
                    Cancel();
                }
            });
        }
    }
}

internal sealed class AlreadyCanceledCancelable : ICancelable
{
    public static readonly AlreadyCanceledCancelable Instance = new();

    public bool IsCancellationRequested => true;

    public CancellationToken Token => new(true);

    public void Cancel()
    {
    }

    public void CancelAfter(TimeSpan delay)
    {
    }

    public void CancelAfter(int millisecondsDelay)
    {
    }

    public void Cancel(bool throwOnFirstException)
    {
    }
}
