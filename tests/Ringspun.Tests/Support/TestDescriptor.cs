namespace Ringspun.Tests.Support;

/// <summary>A descriptor that is readable when the test says so: an eventfd on a kernel's driver, a simulated one on the simulated driver.</summary>
internal sealed class TestDescriptor : IDisposable
{
    private readonly SimulatedDescriptor? _simulated;

    public TestDescriptor(EventLoop loop)
    {
        if (loop.Driver is SimulatedDriver driver)
        {
            _simulated = driver.CreateDescriptor();
            Number = _simulated.Number;
        }
        else
        {
            Number = EventFd.Create();
            LinuxException.ThrowIfError(Number, "eventfd");
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

    public void Dispose()
    {
        if (_simulated is not null)
        {
            _simulated.Dispose();
        }
        else
        {
            _ = Descriptors.Close(Number);
        }
    }
}
