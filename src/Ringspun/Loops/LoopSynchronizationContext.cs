namespace Ringspun;

/// <summary>Brings plain <c>async Task</c> code that a fiber calls back to the fiber's loop.</summary>
internal sealed class LoopSynchronizationContext(EventLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => loop.MakeReady(new CallbackFrame(d, state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!ReferenceEquals(EventLoop.Current, loop))
        {
            throw new NotSupportedException("Another thread would have to block until the event loop has run the callback; use Post.");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
