namespace Ringspun;

/// <summary>Another thread's wish to see a loop's fibers.</summary>
internal sealed class SnapshotFrame(EventLoop loop) : FiberFrame
{
    private readonly TaskCompletionSource<IReadOnlyList<FiberSnapshot>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the loop's answer; null: it has not come in time.</summary>
    internal IReadOnlyList<FiberSnapshot>? Wait(TimeSpan patience) => _answer.Task.Wait(patience) ? _answer.Task.Result : null;

    protected internal override void Resume() => _answer.SetResult(loop.SnapshotHere());
}
