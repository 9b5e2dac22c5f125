using System.Runtime.InteropServices;

namespace Ringspun;

/// <summary>
/// Signals as events for the fibers of one loop. While the source is there, the signals do not do what they do by default (SIGTERM does not
/// end the process).
/// </summary>
/// <remarks>
/// A signal that comes while nobody waits is kept for the next wait: none is lost between waits. Kept ones coalesce, as they do in the kernel
/// (signal(7)): the same signal twice before it is taken is one. When several fibers wait, all of them get it. Each of several sources of the
/// same signal, on whatever loops, gets it too. All members are for the loop that made the source.
/// </remarks>
public sealed class SignalSource : IDisposable
{
    private const int MaximumSignals = 64;

    private readonly EventLoop _loop;
    private readonly PosixSignal[] _signals;
    private readonly IDisposable?[] _registrations;
    private readonly DeliveryFrame _delivery;
    private readonly List<SignalWait> _waiting = [];
    private readonly Stack<SignalWait> _idle = new();
    private ulong _arrived;
    private bool _disposed;

    /// <summary>Takes signals over, for the fibers of the calling loop.</summary>
    /// <param name="signals">Which, 1 to 64 different ones; positive numbers are the system's own (12: SIGUSR2).</param>
    /// <exception cref="PlatformNotSupportedException">There is no such signal.</exception>
    /// <exception cref="IOException">One cannot be taken over, as SIGKILL.</exception>
    /// <exception cref="InvalidOperationException">The calling thread has no event loop.</exception>
    public SignalSource(params ReadOnlySpan<PosixSignal> signals)
    {
        ArgumentOutOfRangeException.ThrowIfZero(signals.Length, nameof(signals));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signals.Length, MaximumSignals, nameof(signals));
        _loop = EventLoop.Required;
        _signals = signals.ToArray();
        _registrations = new IDisposable?[_signals.Length];
        _delivery = new DeliveryFrame(this);
        try
        {
            for (int i = 0; i < _signals.Length; i++)
            {
                _registrations[i] = Register(i);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal EventLoop Loop => _loop;

    /// <summary>Waits for the next signal.</summary>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The signal. Of several that are kept, the one that was named first when the source was made.</returns>
    public IoOperation<PosixSignal> WaitAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SignalWait wait = _idle.TryPop(out SignalWait? idle) ? idle : new SignalWait(this);
        IoOperation<PosixSignal> operation = wait.Start(cancel);
        _waiting.Add(wait);
        Deliver();
        return operation;
    }

    /// <summary>Gives the signals back to what they do by default; whoever waits ends with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (IDisposable? registration in _registrations)
        {
            registration?.Dispose();
        }

        foreach (SignalWait wait in _waiting)
        {
            wait.FinishCanceled();
        }

        _waiting.Clear();
    }

    internal void Forget(SignalWait wait) => _waiting.Remove(wait);

    internal void Return(SignalWait wait) => _idle.Push(wait);

    private IDisposable Register(int index) => _loop.Driver.Signals.Register(_signals[index], _ => Arrive(index));

    /// <summary>On any thread.</summary>
    private void Arrive(int index)
    {
        _ = Interlocked.Or(ref _arrived, 1UL << index);
        _delivery.Post();
    }

    private void Deliver()
    {
        if (_waiting.Count == 0 || Volatile.Read(ref _arrived) == 0)
        {
            return;
        }

        int index = System.Numerics.BitOperations.TrailingZeroCount(Volatile.Read(ref _arrived));
        _ = Interlocked.And(ref _arrived, ~(1UL << index));
        foreach (SignalWait wait in _waiting)
        {
            wait.Finish(_signals[index]);
        }

        _waiting.Clear();
    }

    /// <summary>Brings the news to the loop: one frame, however many signals come.</summary>
    private sealed class DeliveryFrame(SignalSource source) : FiberFrame
    {
        private int _isPosted;

        internal void Post()
        {
            if (Interlocked.Exchange(ref _isPosted, 1) == 0)
            {
                source._loop.MakeReady(this);
            }
        }

        protected internal override void Resume()
        {
            // Before the look at what has arrived: what comes after it posts again.
            Interlocked.Exchange(ref _isPosted, 0);
            source.Deliver();
        }
    }
}
