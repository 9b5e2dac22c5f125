using Ringspun.Linux;

namespace Ringspun;

/// <summary>One end of a pipe, non-blocking: calls are made at once, and only after EAGAIN the descriptor is registered with epoll, once.</summary>
internal abstract class EpollPipeEnd : IEpollTarget, IDeferred, IDisposable
{
    private readonly EpollEvents _interest;
    private readonly int _slot;
    private bool _isRegistered;
    private bool _isDeferred;

    protected EpollPipeEnd(EpollAioDriver driver, int descriptor, EpollEvents interest)
    {
        Driver = driver;
        Descriptor = descriptor;
        _interest = interest;
        _slot = driver.Slots.Add(this);
    }

    public int Capacity
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            int capacity = Descriptors.GetPipeCapacity(Descriptor);
            LinuxException.ThrowIfError(capacity, "fcntl F_GETPIPE_SZ");
            return capacity;
        }
    }

    internal EpollAioDriver Driver { get; }

    internal int Descriptor { get; }

    protected bool IsClosed { get; private set; }

    public abstract void OnEvents(EpollEvents events);

    public void Continue()
    {
        _isDeferred = false;
        if (!IsClosed)
        {
            Proceed();
        }
    }

    public void Abandon() => Dispose();

    public void Dispose()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        Driver.Slots.Remove(_slot);
        Driver.CloseDescriptor(Descriptor);
        EndPending();
    }

    /// <summary>Goes on with what waits.</summary>
    protected abstract void Proceed();

    /// <summary>The end is closed: ends what waits.</summary>
    protected abstract void EndPending();

    /// <summary>The turn is over before the work is.</summary>
    internal void Defer()
    {
        if (!_isDeferred)
        {
            _isDeferred = true;
            Driver.Defer(this);
        }
    }

    /// <returns>0 or -errno.</returns>
    internal int EnsureRegistered()
    {
        if (_isRegistered)
        {
            return 0;
        }

        int result = Driver.Register(Descriptor, _slot, _interest);
        _isRegistered = result >= 0;
        return result;
    }
}
