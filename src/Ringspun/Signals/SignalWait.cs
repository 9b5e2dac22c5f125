using System.Runtime.InteropServices;

namespace Ringspun;

/// <summary>A fiber that waits for a signal.</summary>
internal sealed class SignalWait(SignalSource source) : IoSource<PosixSignal>(source.Loop)
{
    protected override string OperationName => "wait for a signal";

    internal IoOperation<PosixSignal> Start(CancellationToken cancel)
    {
        Begin(cancel);
        return Operation;
    }

    // A signal that comes later is kept for the next wait.
    protected override void OnCancel()
    {
        source.Forget(this);
        FinishCanceled();
    }

    protected override void OnTaken() => source.Return(this);
}
