using System.Net;

namespace Ringspun.Tests.IoUring;

/// <summary>Receives that fill several buffers at once, and what the driver does where the kernel cannot: the same bytes come either way.</summary>
public sealed class BundledReceiveTests
{
    /// <summary>Whether receives are bundled; buffers in all; bytes of one; buffers of one connection.</summary>
    public static TheoryData<bool, int, int, int> Sizes => new()
    {
        { true, 1024, 4096, 32 },
        { false, 1024, 4096, 32 },
        { true, 4, 64, 2 },
        { false, 4, 64, 2 },
        { true, 2, 1000, 2 },
        { true, 8, 32, 8 },
        { true, 32, 100, 16 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void All_bytes_arrive_in_order(bool bundles, int buffers, int size, int perConnection) =>
        Run(bundles, buffers, size, perConnection, async (loop, listener) =>
        {
            int total = Math.Min(2_000_000, 3000 * size);
            var transfers = new List<FiberHandle>();
            for (int i = 0; i < 6; i++)
            {
                (IConnection sender, IConnection receiver) = await Connect(listener);
                transfers.Add(loop.Spawn(static x => Send(x.sender, x.bytes), (sender, bytes: Bytes.Random(total, i))));
                transfers.Add(loop.Spawn(static x => Receive(x.receiver, x.bytes, x.i), (receiver, bytes: Bytes.Random(total, i), i)));
            }

            foreach (FiberHandle transfer in transfers)
            {
                await transfer;
            }
        });

    [Theory, MemberData(nameof(Sizes))]
    public void Who_does_not_read_is_made_to_wait_and_holds_up_nobody(bool bundles, int buffers, int size, int perConnection) =>
        Run(bundles, buffers, size, perConnection, async (loop, listener) =>
        {
            // One byte is taken, so that receives are armed; the rest fills what the sockets and the driver hold, and no more.
            (IConnection stuckSender, IConnection stuck) = await Connect(listener);
            byte[] large = Bytes.Random(32 * 1024 * 1024, 9);
            FiberHandle sending = loop.Spawn(static x => Send(x.stuckSender, x.large), (stuckSender, large));
            var first = new byte[1];
            Assert.Equal(1, await stuck.ReceiveAsync(first));

            (IConnection sender, IConnection receiver) = await Connect(listener);
            byte[] message = Bytes.Random(500, 10);
            for (int i = 0; i < 100; i++)
            {
                await sender.SendAsync(message);
                Assert.Equal(message, await receiver.ReceiveExactly(message.Length));
            }

            sender.Dispose();
            receiver.Dispose();
            Assert.False(sending.IsCompleted);

            byte[] rest = await stuck.ReceiveExactly(large.Length - 1);
            Assert.True(large.AsSpan(1).SequenceEqual(rest));
            await sending;
            stuck.Dispose();
        });

    [Theory, MemberData(nameof(Sizes))]
    public void Buffers_of_connections_that_are_closed_come_back(bool bundles, int buffers, int size, int perConnection) =>
        Run(bundles, buffers, size, perConnection, async (_, listener) =>
        {
            for (int i = 0; i < 200; i++)
            {
                (IConnection sender, IConnection receiver) = await Connect(listener);
                await sender.SendAsync(Bytes.Random(size * perConnection * 3, i));
                Chunk chunk = await receiver.LeaseAsync();
                Assert.Equal(Bytes.Random(size * perConnection * 3, i)[..chunk.Length], chunk.Span.ToArray());
                receiver.Abort();
                chunk.Release();
                sender.Dispose();
            }
        });

    private static void Run(bool bundles, int buffers, int size, int perConnection, Func<EventLoop, IListener, Fiber> body) => LoopThread.Run(() =>
    {
        var options = new IoUringOptions
        {
            BundlesReceives = bundles,
            ReceiveBuffers = buffers,
            ReceiveBufferSize = size,
            ReceiveBuffersPerConnection = perConnection,
        };
        using var loop = new EventLoop(IoUringDriver.Create(options));
        loop.RunUntil(
            static async x =>
            {
                using IBinding binding = new KernelNetwork().Bind(new IPEndPoint(IPAddress.Loopback, 0));
                using IListener listener = binding.Listen(x.loop);
                await x.body(x.loop, listener);
            },
            (loop, body));
    });

    private static async Fiber<(IConnection Sender, IConnection Receiver)> Connect(IListener listener)
    {
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection sender = await new KernelNetwork().ConnectAsync(listener.LocalEndPoint);
        return (sender, await accept);
    }

    private static async Fiber Send(IConnection sender, byte[] bytes)
    {
        using (sender)
        {
            Assert.Equal(bytes.Length, await sender.SendAsync(bytes));
        }
    }

    /// <summary>By chunks and into memory in turn; some connections let others go first, so that their buffers are filled meanwhile.</summary>
    private static async Fiber Receive(IConnection receiver, byte[] expected, int seed)
    {
        var random = new Random(seed);
        var memory = new byte[10_000];
        int at = 0;
        while (at < expected.Length)
        {
            for (int pause = random.Next(seed + 1); pause > 0; pause--)
            {
                await Fiber.Yield();
            }

            if (random.Next(2) == 0)
            {
                int count = await receiver.ReceiveAsync(memory.AsMemory(0, random.Next(1, memory.Length)));
                Assert.True(expected.AsSpan(at, count).SequenceEqual(memory.AsSpan(0, count)));
                Assert.NotEqual(0, count);
                at += count;
            }
            else
            {
                using Chunk chunk = await receiver.LeaseAsync();
                Assert.True(expected.AsSpan(at, chunk.Length).SequenceEqual(chunk.Span));
                Assert.False(chunk.IsEmpty);
                at += chunk.Length;
            }
        }

        Assert.Empty(await receiver.ReceiveToEnd());
        receiver.Dispose();
    }
}
