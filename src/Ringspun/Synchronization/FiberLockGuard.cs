namespace Ringspun;

/// <summary>A lock that is held, until this is disposed of: <c>using (await mutex.Lock()) { … }</c>.</summary>
public readonly struct FiberLockGuard : IDisposable, IEquatable<FiberLockGuard>
{
    private readonly object? _lock;
    private readonly bool _isWriter;

    internal FiberLockGuard(FiberMutex mutex) => _lock = mutex;

    internal FiberLockGuard(FiberReaderWriterLock readerWriterLock, bool isWriter)
    {
        _lock = readerWriterLock;
        _isWriter = isWriter;
    }

    /// <summary>Whether both stand for the same lock, held in the same way.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(FiberLockGuard left, FiberLockGuard right) => left.Equals(right);

    /// <summary>Whether they stand for different locks, or ways to hold them.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(FiberLockGuard left, FiberLockGuard right) => !left.Equals(right);

    /// <summary>Releases the lock. To be called once: the second call releases what somebody else holds, or throws.</summary>
    /// <exception cref="SynchronizationLockException">Nobody holds the lock.</exception>
    public void Dispose()
    {
        if (_lock is FiberMutex mutex)
        {
            mutex.Release();
        }
        else if (_lock is FiberReaderWriterLock readerWriterLock)
        {
            if (_isWriter)
            {
                readerWriterLock.ReleaseWrite();
            }
            else
            {
                readerWriterLock.ReleaseRead();
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(FiberLockGuard other) => ReferenceEquals(_lock, other._lock) && _isWriter == other._isWriter;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FiberLockGuard other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_lock, _isWriter);
}
