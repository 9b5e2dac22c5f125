namespace Ringspun.Tests.Stress.Operations;

/// <summary>Plain async code between fibers: it runs on its caller's loop, and fibers come back to theirs.</summary>
internal sealed class PlainTasks : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        EventLoop loop = EventLoop.Current!;
        var signal = new TaskCompletionSource<int>();
        TimeSpan delay = run.AnyTime();
        _ = run.Fork(run.AnyLoop(), async () =>
        {
            await run.Pause(delay);
            signal.SetResult(7);
        });
        StressRun.Check(await Plain(run, signal.Task) == 8, "A task's result was lost.");
        StressRun.Check(ReferenceEquals(EventLoop.Current, loop), "A fiber came back to another loop.");
    }

    private static async Task<int> Plain(StressRun run, Task<int> signal)
    {
        EventLoop? loop = EventLoop.Current;
        await Task.Yield();
        StressRun.Check(ReferenceEquals(EventLoop.Current, loop), "Plain code went on on another loop.");
        int value = await signal;
        StressRun.Check(ReferenceEquals(EventLoop.Current, loop), "Plain code came back to another loop.");
        await run.Pause(run.AnyTime()).AsTask();
        return value + 1;
    }
}
