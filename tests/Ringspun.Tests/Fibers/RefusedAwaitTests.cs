namespace Ringspun.Tests.Fibers;

public sealed class RefusedAwaitTests
{
    [Fact]
    public void A_method_goes_on_where_its_first_await_was_refused() => LoopThread.RunFiber(static async _ =>
    {
        // The refusal comes when the method has moved to the heap already, and what it does then must move there, too.
        Assert.Equal(3, await Persistent());

        static async Fiber<int> Persistent()
        {
            int reached = 0;
            try
            {
                await new Refusing();
            }
            catch (NotSupportedException)
            {
                reached = 1;
            }

            await Fiber.Yield();
            reached++;
            await Fiber.Yield();
            return reached + 1;
        }
    });

    private readonly struct Refusing : System.Runtime.CompilerServices.ICriticalNotifyCompletion, IFiberAwaiter
    {
        public bool IsCompleted => false;

        public Refusing GetAwaiter() => this;

        public void GetResult() => throw new InvalidOperationException("not awaited");

        public void Suspend(FiberFrame frame) => throw new NotSupportedException("refused");

        public void OnCompleted(Action continuation) => throw new NotSupportedException("refused");

        public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException("refused");
    }
}
