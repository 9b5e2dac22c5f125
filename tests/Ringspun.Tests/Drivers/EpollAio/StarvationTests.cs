using System.Net.Sockets;

namespace Ringspun.Tests.EpollAio;

/// <summary>Neither side of the fused loop keeps the other waiting. Delays are counted in turns, so that they hold on a busy machine too.</summary>
public class StarvationTests
{
    private const int Turns = 3000;
    private const int FileSize = 4 << 20;
    private const int Block = 4096;

    [Fact]
    public void Sockets_that_are_always_ready_keep_no_file_completion_waiting_for_a_turn() => EpollTestWorld.Drive(
        static world =>
        {
            EpollAioOptions options = world.Driver.Options;
            AioQueue aio = StartReaders(world, 32, Block);
            world.TurnUntilEnded(static world => StartEchoes(world, 64));
            long signalled = 0;
            int busyTurns = 0;
            for (int turn = 0; turn < Turns || aio.Completed < 1000; turn++)
            {
                // The kernel rings the eventfd once for each completion, after it was put into the ring.
                signalled += EventFd.Drain(aio.EventDescriptor);
                long completed = aio.Completed;
                long events = world.Driver.Events;
                world.Loop.RunOnce(TimeSpan.Zero);
                busyTurns += world.Driver.Events - events == options.EventsPerTurn ? 1 : 0;
                Assert.True(
                    aio.Completed >= Math.Min(signalled, completed + options.AioCompletionsPerTurn),
                    $"{signalled} reads were complete before turn {turn}, {completed} were taken, and {aio.Completed} were behind it");
                Assert.InRange(aio.Completed - completed, 0, options.AioCompletionsPerTurn);
            }

            Assert.InRange(busyTurns, Turns / 2, int.MaxValue);
        },
        new EpollAioOptions { EventsPerTurn = 8, AioCompletionsPerTurn = 16 });

    [Fact]
    public void Files_that_are_always_ready_keep_no_byte_of_a_socket_waiting() => EpollTestWorld.Drive(
        static world =>
        {
            EpollAioOptions options = world.Driver.Options;
            AioQueue aio = StartReaders(world, 512, Block);
            Socket? peer = null;
            var counter = new Counter();
            world.TurnUntilEnded(async world =>
            {
                (IConnection connection, peer) = await world.ConnectUnixPeer();
                world.Loop.SpawnDetached(CountBytes, (connection, counter));
            });

            int loadedTurns = 0;
            for (int sent = 1; sent <= Turns / 2; sent++)
            {
                peer!.Send("x"u8);
                for (int turn = 0; turn < 2; turn++)
                {
                    long submitted = aio.Submitted;
                    long completed = aio.Completed;
                    world.Loop.RunOnce(TimeSpan.Zero);
                    loadedTurns += aio.HasQueued ? 1 : 0;
                    Assert.InRange(aio.Submitted - submitted, 0, options.AioSubmissionsPerTurn);
                    Assert.InRange(aio.Completed - completed, 0, options.AioCompletionsPerTurn);
                }

                // One turn finds the edge, and in the next the fiber runs.
                Assert.Equal(sent, counter.Value);
            }

            peer!.Dispose();
            Assert.InRange(loadedTurns, Turns * 9 / 10, int.MaxValue);
            Assert.InRange(aio.Completed, 100, long.MaxValue);
        },
        new EpollAioOptions { AioRequests = 64, AioSubmissionsPerTurn = 4, AioCompletionsPerTurn = 4 });

    [Fact]
    public void The_reads_that_a_turn_hands_over_are_bounded_in_number_and_in_bytes() => EpollTestWorld.Drive(static world =>
    {
        AioQueue aio = StartReaders(world, 64, 1 << 20);
        long most = 0;
        while (aio.Completed < 500)
        {
            long submitted = aio.Submitted;
            long bytes = aio.SubmittedBytes;
            world.Loop.RunOnce(TimeSpan.FromMilliseconds(1));
            most = Math.Max(most, aio.SubmittedBytes - bytes);
            Assert.InRange(aio.SubmittedBytes - bytes, 0, AioQueue.BytesPerTurn);
            Assert.InRange(aio.Submitted - submitted, 0, AioQueue.BytesPerTurn / EpollRead.MaximumCopy);
        }

        Assert.Equal(AioQueue.BytesPerTurn, most);
    });

    /// <summary>Fibers that read one file, directly, for as long as the loop lives.</summary>
    private static AioQueue StartReaders(EpollTestWorld world, int count, int length)
    {
        world.WriteFile("file", Bytes.Random(FileSize, 1));
        world.TurnUntilEnded(async world =>
        {
            IFile file = await world.Open("file", FileOpenOptions.Direct);
            for (int i = 0; i < count; i++)
            {
                world.Loop.SpawnDetached(ReadForEver, (file, i, length));
            }
        });

        // The first request of all makes the queue; and perhaps the directory is on a file system without direct I/O.
        Assert.SkipWhen(world.Driver.Aio is null or { IsUsable: false }, $"{world.DirectoryPath} has no direct I/O, or the machine no AIO.");
        return world.Driver.Aio!;
    }

    private static async Fiber ReadForEver((IFile File, int Seed, int Length) at)
    {
        var random = new Random(at.Seed);
        using Chunk chunk = NativeChunk.Allocate(at.Length, Block);
        while (true)
        {
            long offset = random.Next((FileSize - at.Length) / Block) * (long)Block;
            Assert.Equal(at.Length, await at.File.ReadAsync(chunk.Memory, offset));
        }
    }

    /// <summary>Pairs of connections that pass one byte to and fro, so that at every moment most of them are ready.</summary>
    private static async Fiber StartEchoes(EpollTestWorld world, int pairs)
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        using IBinding binding = world.Network.Bind(endPoint);
        using IListener listener = binding.Listen(world.Loop);
        for (int i = 0; i < pairs; i++)
        {
            IoOperation<IConnection> accept = listener.AcceptAsync();
            IConnection client = await world.Network.ConnectAsync(endPoint);
            IConnection server = await accept;
            await client.SendAsync("x"u8.ToArray());
            world.Loop.SpawnDetached(Echo, client);
            world.Loop.SpawnDetached(Echo, server);
        }
    }

    private static async Fiber Echo(IConnection connection)
    {
        var buffer = new byte[1];
        while (await connection.ReceiveAsync(buffer) > 0)
        {
            await connection.SendAsync(buffer);
        }
    }

    private static async Fiber CountBytes((IConnection Connection, Counter Counter) at)
    {
        var buffer = new byte[16];
        int received;
        while ((received = await at.Connection.ReceiveAsync(buffer)) > 0)
        {
            at.Counter.Value += received;
        }
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
