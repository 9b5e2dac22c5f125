using System.Runtime.ExceptionServices;

namespace Ringspun;

/// <summary>How a call failed. If it is collected before anybody has seen it, it is reported: no failure is lost.</summary>
internal sealed class FiberFailure(Exception exception)
{
    private readonly ExceptionDispatchInfo _info = ExceptionDispatchInfo.Capture(exception);

    ~FiberFailure() => EventLoop.ReportUnjoined(_info.SourceException);

    internal Exception Observe()
    {
        GC.SuppressFinalize(this);
        return _info.SourceException;
    }

    internal void Throw()
    {
        GC.SuppressFinalize(this);
        _info.Throw();
    }
}
