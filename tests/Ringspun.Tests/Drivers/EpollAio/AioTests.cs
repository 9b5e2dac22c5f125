namespace Ringspun.Tests.EpollAio;

/// <summary>Linux AIO at its limits, and at the end of files.</summary>
public class AioTests
{
    private const int Block = 4096;

    [Fact]
    public void More_completions_than_are_taken_at_once_are_taken_in_the_next_turns() => EpollTestWorld.Drive(
        static world =>
        {
            (IFile file, AioQueue aio) = OpenDirect(world, 64 * Block);
            using (file)
            {
                FiberHandle[] reads = [.. Enumerable.Range(0, 64).Select(i => world.Loop.Spawn(ReadBlock, (file, i)))];
                long signalled = 0;
                while (signalled < 64)
                {
                    // Handed over, and not taken: the driver's own turn would.
                    aio.Submit();
                    signalled += EventFd.Drain(aio.EventDescriptor);
                }

                for (int turn = 1; turn <= 8; turn++)
                {
                    world.Loop.RunOnce(TimeSpan.Zero);
                    Assert.Equal(8 * turn, aio.Completed);
                    Assert.True(aio.MustPoll, "As many as asked: there may be more, and the loop must not wait.");
                }

                world.Loop.RunOnce(TimeSpan.Zero);
                Assert.False(aio.MustPoll);
                world.TurnUntilEnded(async _ => await All(reads));
            }
        },
        new EpollAioOptions { AioRequests = 64, AioSubmissionsPerTurn = 64, AioCompletionsPerTurn = 8 });

    [Fact]
    public void A_context_that_takes_fewer_than_it_is_given_gets_the_rest_later_and_the_log_says_so() => EpollTestWorld.Run(
        static async world =>
        {
            const int Blocks = 3000;
            world.WriteFile("file", Bytes.Random(Blocks * Block, 3));
            using IFile file = await world.Open("file", FileOpenOptions.Direct);
            await All([.. Enumerable.Range(0, Blocks).Select(i => world.Loop.Spawn(ReadBlock, (file, i)))]);
            AioQueue aio = UsableQueue(world);
            Assert.Equal(Blocks, aio.Completed);
            Assert.InRange(aio.Refusals, 1, aio.Completed);
            Assert.Contains("full", Assert.Single(world.Log), StringComparison.Ordinal);
        },
        new EpollAioOptions { AioRequests = 1, AioRequestsAtOnce = 2000, AioSubmissionsPerTurn = 1000 });

    [Fact]
    public void Where_the_machine_has_no_room_for_all_requests_a_few_go_at_once_and_the_log_says_so() => EpollTestWorld.Run(
        static async world =>
        {
            Assert.SkipWhen(AioLimits.Read().Maximum >= world.Driver.Options.AioRequests, "This machine has room for all.");
            const int Blocks = 1000;
            world.WriteFile("file", Bytes.Random(Blocks * Block, 3));
            using IFile file = await world.Open("file", FileOpenOptions.Direct);
            await All([.. Enumerable.Range(0, Blocks).Select(i => world.Loop.Spawn(ReadBlock, (file, i)))]);
            Assert.Equal(Blocks, UsableQueue(world).Completed);
            string told = Assert.Single(world.Log);
            Assert.Contains("fs.aio-max-nr", told, StringComparison.Ordinal);
            Assert.Contains($"{AioQueue.FewRequests} direct reads", told, StringComparison.Ordinal);
        },
        new EpollAioOptions { AioRequests = 4_000_000 });

    [Fact]
    public void Without_a_context_direct_reads_go_through_the_pool_and_the_log_says_so() => EpollTestWorld.Run(
        static async world =>
        {
            world.WriteFile("file", Bytes.Random(64 * Block, 3));
            using IFile file = await world.Open("file", FileOpenOptions.Direct);
            await All([.. Enumerable.Range(0, 64).Select(i => world.Loop.Spawn(ReadBlock, (file, i)))]);
            Assert.SkipWhen(world.Driver.Aio is null, $"{world.DirectoryPath} has no direct I/O.");
            Assert.False(world.Driver.Aio.IsUsable);
            Assert.Contains("pool", Assert.Single(world.Log), StringComparison.Ordinal);
        },

        // More than the kernel's own bound, whatever the machine's limit is: io_setup answers EINVAL.
        new EpollAioOptions { AioRequests = 100_000_000 });

    [Fact]
    public void Large_reads_are_whole_although_a_request_is_bounded() => EpollTestWorld.Run(static async world =>
    {
        byte[] bytes = Bytes.Random((3 * EpollRead.MaximumCopy) + 777, 9);
        world.WriteFile("file", bytes);
        using IFile file = await world.Open("file", FileOpenOptions.Direct);
        using Chunk chunk = NativeChunk.Allocate(4 * EpollRead.MaximumCopy, Block);
        Assert.Equal(bytes.Length, await file.ReadAsync(chunk.Memory, 0));
        Assert.True(bytes.AsSpan().SequenceEqual(chunk.Span[..bytes.Length]));
        Assert.Equal(4, UsableQueue(world).Completed);
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(511, 511)]
    [InlineData(512, 512)]
    [InlineData(Block, Block)]
    [InlineData(Block + 512, Block + 512)]
    [InlineData((2 * Block) + 1, 2 * Block)]
    public void A_read_across_the_end_is_short_and_the_one_behind_it_empty(int size, int expected) => EpollTestWorld.Run(async world =>
    {
        byte[] bytes = Bytes.Random(size, 9);
        world.WriteFile("file", bytes);
        using IFile file = await world.Open("file", FileOpenOptions.Direct);
        using Chunk chunk = NativeChunk.Allocate(2 * Block, Block);
        Assert.Equal(expected, await file.ReadAsync(chunk.Memory, 0));
        Assert.True(bytes.AsSpan(0, expected).SequenceEqual(chunk.Span[..expected]));
        Assert.Equal(size - expected, await file.ReadAsync(chunk.Memory, 2 * Block));
        Assert.Equal(0, await file.ReadAsync(chunk.Memory, 4 * Block));
    });

    [Fact]
    public void A_file_that_shrinks_and_grows_is_read_to_the_end_that_it_has_then() => EpollTestWorld.Run(static async world =>
    {
        string path = world.WriteFile("file", Bytes.Random(8 * Block, 9));
        using IFile file = await world.Open("file", FileOpenOptions.Direct);
        using Chunk chunk = NativeChunk.Allocate(8 * Block, Block);
        foreach (int size in (int[])[(3 * Block) + 100, 0, Block, (8 * Block) - 1, 8 * Block])
        {
            using (FileStream stream = File.OpenWrite(path))
            {
                stream.SetLength(size);
            }

            Assert.Equal(size, await file.ReadAsync(chunk.Memory, 0));
        }
    });

    [Fact]
    public void A_read_that_is_not_aligned_fails_alone() => EpollTestWorld.Run(static async world =>
    {
        byte[] bytes = Bytes.Random(2 * Block, 9);
        world.WriteFile("file", bytes);
        using IFile file = await world.Open("file", FileOpenOptions.Direct);
        using Chunk chunk = NativeChunk.Allocate(2 * Block, Block);
        Assert.Equal(Block, await file.ReadAsync(chunk.Memory[..Block], Block));
        AioQueue aio = UsableQueue(world);
        Assert.Equal(1, aio.Completed);
        try
        {
            // Some file systems read it all the same; then they have no use for AIO either.
            Assert.Equal(100, await file.ReadAsync(chunk.Memory.Slice(1, 100), 1));
        }
        catch (LinuxException failure)
        {
            Assert.Equal(Errno.EINVAL, failure.Errno);
            long completed = aio.Completed;
            Assert.Equal(Block, await file.ReadAsync(chunk.Memory[..Block], 0));
            Assert.True(bytes.AsSpan(0, Block).SequenceEqual(chunk.Span[..Block]));
            Assert.Equal(1, aio.Completed - completed);
        }
    });

    private static (IFile File, AioQueue Aio) OpenDirect(EpollTestWorld world, int size)
    {
        IFile? file = null;
        world.WriteFile("file", Bytes.Random(size, 3));
        world.TurnUntilEnded(async world => file = await world.Open("file", FileOpenOptions.Direct));
        _ = world.Driver.OpenAio();
        return (file!, UsableQueue(world));
    }

    private static AioQueue UsableQueue(EpollTestWorld world)
    {
        Assert.SkipWhen(world.Driver.Aio is null or { IsUsable: false }, $"{world.DirectoryPath} has no direct I/O, or the machine no AIO.");
        return world.Driver.Aio!;
    }

    private static async Fiber ReadBlock((IFile File, int Index) at)
    {
        using Chunk chunk = NativeChunk.Allocate(Block, Block);
        Assert.Equal(Block, await at.File.ReadAsync(chunk.Memory, at.Index * (long)Block));
    }

    private static async Fiber All(FiberHandle[] handles)
    {
        foreach (FiberHandle handle in handles)
        {
            await handle;
        }
    }
}
