namespace Ringspun;

/// <content>
/// The end. Threads may be waiting in the kernel while the port is disposed of, and a descriptor must not be closed, and its number reused, under
/// them: whoever leaves last closes.
/// </content>
public sealed partial class CompletionPort
{
    // The owner counts as one who is inside until the port is disposed of.
    private int _inside = 1;
    private int _disposed;
    private int _freed;

    /// <summary>
    /// Closes the port. Threads in <see cref="Dequeue"/> come back with <see cref="ObjectDisposedException"/>. Its descriptors stay open, and may be
    /// registered elsewhere at once.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _backend.ForEach(descriptor =>
        {
            lock (DescriptorOwners.GateOf(descriptor))
            {
                DescriptorOwners.Release(descriptor, this);
            }
        });
        _backend.WakeAll();
        Leave();
    }

    private void Enter()
    {
        if (!TryEnter())
        {
            ThrowIfDisposed();
        }
    }

    private bool TryEnter()
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            return false;
        }

        Interlocked.Increment(ref _inside);
        if (Volatile.Read(ref _disposed) == 0)
        {
            return true;
        }

        Leave();
        return false;
    }

    private void Leave()
    {
        // Who comes too late enters and leaves once more.
        if (Interlocked.Decrement(ref _inside) == 0 && Interlocked.Exchange(ref _freed, 1) == 0)
        {
            _backend.Free();
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
}
