using Ringspun.Linux;

namespace Ringspun;

/// <summary>Where a system call lives from the first try to its end. Each thread keeps a few of each type for the next calls.</summary>
internal sealed class SystemCallBox<TCall, TResult> : CompletionTarget<TResult>
    where TCall : struct, ISystemCall<TResult>
{
    /// <summary>Beyond this a burst's boxes are left to the collector.</summary>
    private const int Capacity = 1024;

    [ThreadStatic]
    private static SystemCallBox<TCall, TResult>? t_first;

    [ThreadStatic]
    private static int t_count;

    private TCall _call;
    private SystemCallBox<TCall, TResult>? _next;

    private SystemCallBox(EventLoop loop)
        : base(loop)
    {
    }

    protected override string OperationName => CallName<TCall>.Value;

    internal static IoOperation<TResult> Execute(EventLoop loop, TCall call, CancellationToken cancel)
    {
        SystemCallBox<TCall, TResult>? box = t_first;

        // Boxes of a loop that this thread had before belong to it.
        if (box is not null && ReferenceEquals(box.Loop, loop))
        {
            t_first = box._next;
            box._next = null;
            t_count--;
        }
        else
        {
            box = new SystemCallBox<TCall, TResult>(loop);
        }

        box._call = call;
        box.BeginCall(cancel);
        IoOperation<TResult> operation = box.Operation;
        if (cancel.IsCancellationRequested)
        {
            box.FinishCanceled();
        }
        else
        {
            box.Proceed();
        }

        return operation;
    }

    protected override void OnCancel()
    {
        if (WaitsForDescriptor)
        {
            StopWaiting();
            return;
        }

        try
        {
            _call.Cancel(Loop);
        }
        catch (Exception exception)
        {
            EndWith(exception);
        }
    }

    protected override void OnTaken()
    {
        _call = default;
        if (t_first is not null && !ReferenceEquals(t_first.Loop, Loop))
        {
            t_first = null;
            t_count = 0;
        }

        if (t_count < Capacity)
        {
            _next = t_first;
            t_first = this;
            t_count++;
        }
    }

    private protected override void Proceed()
    {
        try
        {
            if (_call.TryFinish(Loop, out TResult result))
            {
                Conclude(new Outcome(result, null, Errno.None));
            }
            else if (WaitsForDescriptor)
            {
                // It was tried because somebody asked for it; its wait goes on.
            }
            else if (IsCancellationRequested)
            {
                FinishCanceled();
            }
            else
            {
                _call.Start(Loop, new Completion<TResult>(this, Token));
            }
        }
        catch (Exception exception)
        {
            EndWith(exception);
        }
    }

    /// <summary>The call itself has thrown. Where it was completed all the same, its fiber has its outcome, and this is somebody else's failure.</summary>
    private void EndWith(Exception exception)
    {
        if (!IsPending)
        {
            EventLoop.ReportUnjoined(exception);
        }
        else
        {
            Conclude(new Outcome(default, exception, Errno.None));
        }
    }
}
