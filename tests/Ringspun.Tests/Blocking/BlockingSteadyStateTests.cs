namespace Ringspun.Tests.Blocking;

[Collection(nameof(MemorySensitive))]
public sealed class BlockingSteadyStateTests
{
    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Calls_allocate_nothing(string driver) => World.Run(driver, static async world =>
        Assert.Equal(0, await Steady.AllocatedBytes(static () => Calls())));

    private static async Fiber Calls()
    {
        for (int i = 0; i < 1000; i++)
        {
            await Ringspun.Blocking.Run(static i => i, i);
        }
    }
}
