namespace Ringspun.Http;

/// <summary>One fiber waits, another of the same loop tells it to go on. A signal nobody waits for is remembered.</summary>
internal sealed class Signal(EventLoop loop) : IoSource<bool>(loop)
{
    private bool _isSet;

    protected override string OperationName => "wait";

    public IoOperation<bool> WaitAsync()
    {
        Begin(CancellationToken.None);
        if (_isSet)
        {
            _isSet = false;
            Finish(true);
        }

        return Operation;
    }

    public void Set()
    {
        if (IsPending)
        {
            Finish(true);
        }
        else
        {
            _isSet = true;
        }
    }

    protected override void OnCancel() => FinishCanceled();
}
