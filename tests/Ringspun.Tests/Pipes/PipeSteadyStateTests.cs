namespace Ringspun.Tests.Pipes;

/// <summary>In steady state pipes allocate nothing per operation.</summary>
[Collection(nameof(MemorySensitive))]
public sealed class PipeSteadyStateTests
{
    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Messages_larger_than_the_pipe_allocate_nothing(string driver) => World.Run(driver, static async world =>
    {
        PipePair pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
        FiberHandle sink = world.Loop.Spawn(static reader => Drain(reader), pipe.Reader);
        var message = new byte[32 * 1024];
        Assert.Equal(0, await Steady.AllocatedBytes(() => Send(pipe.Writer, message)));
        pipe.Writer.Dispose();
        await sink;
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Leases_allocate_nothing(string driver) => World.Run(driver, static async world =>
    {
        using PipePair pipe = Pipe.Create();
        var message = new byte[1000];
        Assert.Equal(0, await Steady.AllocatedBytes(() => Lease(pipe, message)));
    });

    private static async Fiber Send(IPipeWriter writer, byte[] message)
    {
        for (int i = 0; i < 300; i++)
        {
            await writer.SendAsync(message);
        }
    }

    private static async Fiber Drain(IPipeReader reader)
    {
        using (reader)
        {
            var buffer = new byte[8192];
            while (await reader.ReceiveAsync(buffer) > 0)
            {
            }
        }
    }

    private static async Fiber Lease(PipePair pipe, byte[] message)
    {
        for (int i = 0; i < 2000; i++)
        {
            IoOperation<Chunk> lease = pipe.Reader.LeaseAsync();
            await pipe.Writer.SendAsync(message);
            using Chunk chunk = await lease;
        }
    }
}
