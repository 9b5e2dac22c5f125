using System.Runtime.ExceptionServices;

namespace Ringspun;

/// <content>What has gone wrong in the scope.</content>
public sealed partial class FiberScope
{
    private List<Exception>? _failures;
    private OperationCanceledException? _bodyCut;
    private volatile bool _childWasCut;

    private void AddFailure(Exception exception)
    {
        lock (_joinable)
        {
            (_failures ??= []).Add(exception);
        }
    }

    private void OnBodyFailed(Exception exception)
    {
        if (exception is OperationCanceledException cut && IsCancellationRequested)
        {
            _bodyCut = cut;
        }
        else
        {
            AddFailure(exception);
            Cancel();
        }
    }

    /// <summary>All fibers have ended: nobody else comes here any more.</summary>
    private void ThrowFailures()
    {
        if (_failures is { } failures)
        {
            if (failures.Count == 1)
            {
                ExceptionDispatchInfo.Throw(failures[0]);
            }

            throw new AggregateException($"{failures.Count} fibers of a scope failed.", failures);
        }

        if (_outer.IsCancellationRequested && (_bodyCut is not null || _childWasCut))
        {
            throw new OperationCanceledException(_outer);
        }

        if (_bodyCut is not null)
        {
            ExceptionDispatchInfo.Throw(_bodyCut);
        }
    }
}
