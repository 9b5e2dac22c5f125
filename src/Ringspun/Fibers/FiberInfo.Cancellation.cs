namespace Ringspun;

/// <content>The fiber's own cancellation token, made when somebody first asks for it.</content>
public sealed partial class FiberInfo
{
    private readonly CancellationToken _parent;
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _registration;
    private bool _hasEnded;

    /// <summary>The fiber's own token. Any thread.</summary>
    public CancellationToken CancellationToken => (Volatile.Read(ref _cancellation) ?? MakeCancellation()).Token;

    /// <summary>Whether the fiber has been asked to end. Any thread.</summary>
    public bool IsCancellationRequested =>
        _parent.IsCancellationRequested || Volatile.Read(ref _cancellation) is { IsCancellationRequested: true };

    /// <summary>Cancels the fiber's own token; does nothing once the fiber has ended. Any thread.</summary>
    public void Cancel()
    {
        if (!Volatile.Read(ref _hasEnded))
        {
            (Volatile.Read(ref _cancellation) ?? MakeCancellation()).Cancel();
        }
    }

    private CancellationTokenSource MakeCancellation()
    {
        // Never disposed of: it has neither a timer nor a wait handle, and may be asked from any thread at any time.
        var made = new CancellationTokenSource();
        if (Interlocked.CompareExchange(ref _cancellation, made, null) is { } first)
        {
            return first;
        }

        if (_parent.CanBeCanceled)
        {
            CancellationTokenRegistration registration =
                _parent.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), made);
            lock (made)
            {
                _registration = registration;
            }

            if (Volatile.Read(ref _hasEnded))
            {
                registration.Unregister();
            }
        }

        return made;
    }

    private void EndCancellation()
    {
        Volatile.Write(ref _hasEnded, true);
        if (_parent.CanBeCanceled && Volatile.Read(ref _cancellation) is { } made)
        {
            lock (made)
            {
                _registration.Unregister();
            }
        }
    }
}
