using System.Runtime.ExceptionServices;

namespace Ringspun;

/// <summary>How a call failed. If it is collected before anybody has seen it, it is reported: no failure is lost.</summary>
internal sealed class FiberFailure(Exception exception)
{
    private readonly ExceptionDispatchInfo _info = ExceptionDispatchInfo.Capture(exception);

    ~FiberFailure() => EventLoop.ReportUnjoined(_info.SourceException);

    /// <summary>Whether somebody has seen it.</summary>
    internal bool IsObserved { get; private set; }

    /// <summary>How the call failed that is this state of a <see cref="Fiber"/>; null: it did not.</summary>
    internal static FiberFailure? Of(object? state) => (state is FiberFrame frame ? frame.Slot : state) as FiberFailure;

    internal Exception Observe()
    {
        IsObserved = true;
        GC.SuppressFinalize(this);
        return _info.SourceException;
    }

    internal void Throw()
    {
        _ = Observe();
        _info.Throw();
    }
}
