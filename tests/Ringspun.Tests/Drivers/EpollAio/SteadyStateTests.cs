namespace Ringspun.Tests.EpollAio;

/// <summary>In steady state nothing is allocated per operation, and a descriptor stays registered as it is.</summary>
[Collection(nameof(MemorySensitive))]
public class SteadyStateTests
{
    [Fact]
    public void Echoing_allocates_nothing_and_registers_nothing() => EpollTestWorld.Run(async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        FiberHandle echo = world.Loop.Spawn(Echo, server);
        var message = new byte[64];
        await Rounds(client, message, 10);
        long registrations = world.Driver.Registrations;
        Assert.Equal(0, await Steady.AllocatedBytes(() => Rounds(client, message, 10_000)));
        Assert.Equal(0, world.Driver.Registrations - registrations);
        client.Dispose();
        await echo;
    });

    [Theory]
    [InlineData(FileOpenOptions.None)]
    [InlineData(FileOpenOptions.Direct)]
    public void Reading_allocates_nothing(FileOpenOptions options) => EpollTestWorld.Run(async world =>
    {
        world.WriteFile("file", Bytes.Random(1 << 20, 1));
        using IFile file = await world.Open("file", options);
        using Chunk chunk = NativeChunk.Allocate(4096, 4096);
        Assert.Equal(0, await Steady.AllocatedBytes(() => Reads(file, chunk)));
    });

    private static async Fiber Reads(IFile file, Chunk chunk)
    {
        for (int i = 0; i < 2000; i++)
        {
            await file.ReadAsync(chunk.Memory, i % 256 * 4096L);
        }
    }

    private static async Fiber Rounds(IConnection client, byte[] message, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await client.SendAsync(message);
            using Chunk chunk = await client.LeaseAsync();
            if (chunk.Length != message.Length)
            {
                Assert.Fail("The echo came in pieces.");
            }
        }
    }

    private static async Fiber Echo(IConnection connection)
    {
        using (connection)
        {
            while (true)
            {
                using Chunk chunk = await connection.LeaseAsync();
                if (chunk.IsEmpty)
                {
                    return;
                }

                await connection.SendAsync(chunk);
            }
        }
    }
}
