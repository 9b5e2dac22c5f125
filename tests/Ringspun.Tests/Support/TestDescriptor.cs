namespace Ringspun.Tests.Support;

/// <summary>A descriptor that is readable when the test says so: an eventfd on a kernel's driver, a simulated one on the simulated driver.</summary>
internal sealed class TestDescriptor : IDisposable
{
    private readonly SimulatedDescriptor? _simulated;
    private readonly OwnedDescriptor? _counter;

    public TestDescriptor(EventLoop loop)
    {
        if (loop.Driver is SimulatedDriver driver)
        {
            _simulated = driver.CreateDescriptor();
            Number = _simulated.Number;
        }
        else
        {
            _counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
            Number = _counter.Number;
        }
    }

    public int Number { get; }

    /// <summary>Makes it readable; again: news.</summary>
    public void Set()
    {
        if (_simulated is not null)
        {
            _simulated.Ready = PollEvents.Readable;
        }
        else
        {
            LinuxException.ThrowIfError(EventFd.Signal(Number), "write");
        }
    }

    /// <summary>Makes it unreadable; returns whether it was readable.</summary>
    public bool Clear()
    {
        if (_simulated is null)
        {
            return EventFd.Drain(Number) > 0;
        }

        bool was = _simulated.Ready != PollEvents.None;
        _simulated.Ready = PollEvents.None;
        return was;
    }

    /// <summary>Once, however often it is called: the number may be another file's by then.</summary>
    public void Dispose()
    {
        _simulated?.Dispose();
        _counter?.Dispose();
    }
}
