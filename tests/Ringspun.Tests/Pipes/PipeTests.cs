namespace Ringspun.Tests.Pipes;

public sealed class PipeTests
{
    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Bytes_come_out_as_they_went_in(string driver) => World.Run(driver, static async world =>
    {
        (IPipeReader reader, IPipeWriter writer) = Pipe.Create();
        using (reader)
        using (writer)
        {
            Assert.Equal(5, await writer.SendAsync("bytes"u8.ToArray()));
            Assert.Equal("bytes"u8.ToArray(), await reader.ReceiveExactly(5));
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_message_larger_than_the_pipe_goes_through_in_parts(string driver) => World.Run(driver, static async world =>
    {
        PipePair pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
        using IPipeReader reader = pipe.Reader;
        Assert.Equal(4096, reader.Capacity);
        Assert.Equal(4096, pipe.Writer.Capacity);
        byte[] sent = Bytes.Random(300_000, Seeds.Next());
        FiberHandle sender = world.Loop.Spawn(static at => at.Writer.SendAndClose(at.sent), (pipe.Writer, sent));
        Assert.Equal(sent, await reader.ReceiveToEnd());
        await sender;
        Assert.Equal(0, await reader.ReceiveAsync(new byte[1]));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Leased_bytes_are_the_same(string driver) => World.Run(driver, static async world =>
    {
        PipePair pipe = Pipe.Create();
        using IPipeReader reader = pipe.Reader;
        byte[] sent = Bytes.Random(500_000, Seeds.Next());
        FiberHandle sender = world.Loop.Spawn(static at => at.Writer.SendAndClose(at.sent), (pipe.Writer, sent));
        Assert.Equal(sent, await reader.LeaseToEnd());
        await sender;
        Assert.True((await reader.LeaseAsync()).IsEmpty);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Chunks_are_sent_one_after_the_other(string driver) => World.Run(driver, static async world =>
    {
        PipePair pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
        using IPipeReader reader = pipe.Reader;
        int seed = Seeds.Next();
        byte[] expected = Bytes.Random(3 * 10_000, seed);
        using var pool = new ChunkPool(10_000);
        Chunk[] chunks = [pool.Rent(), Chunk.Empty, pool.Rent(), pool.Rent()];
        expected.AsSpan(0, 10_000).CopyTo(chunks[0].Span);
        expected.AsSpan(10_000, 10_000).CopyTo(chunks[2].Span);
        expected.AsSpan(20_000, 10_000).CopyTo(chunks[3].Span);
        IoOperation<int> send = pipe.Writer.SendAsync(chunks);
        Assert.Equal(expected, await reader.ReceiveExactly(expected.Length));
        Assert.Equal(expected.Length, await send);

        IoOperation<int> one = pipe.Writer.SendAsync(chunks[0]);
        Array.ForEach(chunks, static chunk => chunk.Release());
        Assert.Equal(expected[..10_000], await reader.ReceiveExactly(10_000));
        Assert.Equal(10_000, await one);
        Assert.Equal(0, pool.RentedCount);
        Assert.Equal(0, await pipe.Writer.SendAsync(ReadOnlyMemory<byte>.Empty));
        pipe.Writer.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void The_writers_end_is_the_end_of_the_stream(string driver) => World.Run(driver, static async world =>
    {
        (IPipeReader reader, IPipeWriter writer) = Pipe.Create();
        using (reader)
        {
            IoOperation<int> waiting = reader.ReceiveAsync(new byte[10]);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.False(waiting.IsCompleted);
            writer.Dispose();
            writer.Dispose();
            Assert.Equal(0, await waiting);
            Assert.Equal(0, await reader.ReceiveAsync(new byte[10]));
            Assert.True((await reader.LeaseAsync()).IsEmpty);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Without_a_reader_a_send_fails_with_EPIPE(string driver) => World.Run(driver, static async world =>
    {
        (IPipeReader reader, IPipeWriter writer) = Pipe.Create(new PipeOptions { Capacity = 4096 });
        using (writer)
        {
            IoOperation<int> waiting = writer.SendAsync(new byte[10_000]);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.False(waiting.IsCompleted);
            reader.Dispose();
            await Expect.Fails(waiting, Errno.EPIPE);
            await Expect.Fails(writer.SendAsync(new byte[1]), Errno.EPIPE);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void However_many_buffers_are_held_what_comes_is_received(string driver) => World.Run(driver, static async world =>
    {
        // More than a loop has for all its connections and pipes together.
        var held = new Chunk[1100];
        PipePair pipe = Pipe.Create();
        for (int i = 0; i < held.Length; i++)
        {
            await pipe.Writer.SendAsync(new byte[] { (byte)i });
            held[i] = await pipe.Reader.LeaseAsync();
            Assert.Equal((byte)i, Assert.Single(held[i].Span.ToArray()));
        }

        IoOperation<Chunk> lease = pipe.Reader.LeaseAsync();
        await Fiber.Yield();
        await pipe.Writer.SendAsync("x"u8.ToArray());
        using (Chunk late = await lease)
        {
            Assert.Equal("x"u8.ToArray(), late.Span.ToArray());
        }

        using var cancel = new CancellationTokenSource();
        lease = pipe.Reader.LeaseAsync(cancel.Token);
        await Fiber.Yield();
        cancel.Cancel();
        await Expect.Canceled(lease);
        lease = pipe.Reader.LeaseAsync();
        await Fiber.Yield();
        pipe.Writer.Dispose();
        Assert.True((await lease).IsEmpty);
        Assert.True((await pipe.Reader.LeaseAsync()).IsEmpty);
        pipe.Reader.Dispose();

        PipePair other = Pipe.Create();
        lease = other.Reader.LeaseAsync();
        await Fiber.Yield();
        other.Dispose();
        await Expect.Disposed(lease);
        Array.ForEach(held, static chunk => chunk.Release());
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Closing_an_end_ends_what_is_under_way(string driver) => World.Run(driver, static async world =>
    {
        PipePair pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
        IoOperation<int> receive = pipe.Reader.ReceiveAsync(new byte[10]);
        await Fiber.Yield();
        pipe.Reader.Dispose();
        await Expect.Disposed(receive);
        Assert.Throws<ObjectDisposedException>(() => pipe.Reader.ReceiveAsync(new byte[10]));
        pipe.Writer.Dispose();

        pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
        IoOperation<Chunk> lease = pipe.Reader.LeaseAsync();
        await Fiber.Yield();
        pipe.Dispose();
        await Expect.Disposed(lease);

        pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
        IoOperation<int> send = pipe.Writer.SendAsync(new byte[10_000]);
        await Fiber.Yield();
        pipe.Writer.Dispose();
        await Expect.Disposed(send);
        Assert.Throws<ObjectDisposedException>(() => pipe.Writer.SendAsync(new byte[10]));
        pipe.Reader.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_cancelled_receive_loses_nothing(string driver) => World.Run(driver, static async world =>
    {
        (IPipeReader reader, IPipeWriter writer) = Pipe.Create();
        using (reader)
        using (writer)
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<int> receive = reader.ReceiveAsync(new byte[10], cancel.Token);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            cancel.Cancel();
            await Expect.Canceled(receive);
            await Expect.Canceled(reader.LeaseAsync(cancel.Token));
            await writer.SendAsync("all of it"u8.ToArray());
            Assert.Equal("all of it"u8.ToArray(), await reader.ReceiveExactly(9));
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_cancelled_send_lets_go_of_its_chunk(string driver) => World.Run(driver, static async world =>
    {
        (IPipeReader reader, IPipeWriter writer) = Pipe.Create(new PipeOptions { Capacity = 4096 });
        using (reader)
        using (writer)
        using (var pool = new ChunkPool(100_000))
        using (var cancel = new CancellationTokenSource())
        {
            Chunk chunk = pool.Rent();
            IoOperation<int> send = writer.SendAsync(chunk, cancel.Token);
            chunk.Release();
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, pool.RentedCount);
            cancel.Cancel();
            await Expect.Canceled(send);
            Assert.Equal(0, pool.RentedCount);
            await writer.SendAsync(ReadOnlyMemory<byte>.Empty);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Cancellation_at_any_time_loses_and_repeats_nothing(string driver) => World.Run(driver, static async world =>
    {
        var random = new Random(Seeds.Next());
        (IPipeReader reader, IPipeWriter writer) = Pipe.Create(new PipeOptions { Capacity = 4096 });
        using (reader)
        {
            byte[] sent = Bytes.Random(200_000, random.Next());
            FiberHandle sender = world.Loop.Spawn(static at => at.writer.SendAndClose(at.sent), (writer, sent));
            using var got = new MemoryStream();
            var buffer = new byte[700];
            while (true)
            {
                using var cancel = new CancellationTokenSource();
                IoOperation<int> receive = reader.ReceiveAsync(buffer, cancel.Token);
                for (int yields = random.Next(4); yields > 0 && !receive.IsCompleted; yields--)
                {
                    await Fiber.Yield();
                }

                cancel.Cancel();
                try
                {
                    int count = await receive;
                    if (count == 0)
                    {
                        break;
                    }

                    got.Write(buffer, 0, count);
                }
                catch (OperationCanceledException)
                {
                    // What had come by then is the next receive's.
                }
            }

            Assert.Equal(sent, got.ToArray());
            await sender;
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Misuse_is_refused(string driver) => World.Run(driver, static async world =>
    {
        using PipePair pipe = Pipe.Create();
        Assert.Throws<ArgumentException>(() => pipe.Reader.ReceiveAsync(Memory<byte>.Empty));
        IoOperation<int> receive = pipe.Reader.ReceiveAsync(new byte[10]);
        Assert.Throws<InvalidOperationException>(() => pipe.Reader.ReceiveAsync(new byte[10]));
        Assert.Throws<InvalidOperationException>(() => pipe.Reader.LeaseAsync());
        await pipe.Writer.SendAsync(new byte[1]);
        Assert.Equal(1, await receive);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Many_pipes_exchange_messages_at_once(string driver) => World.Run(driver, static async world =>
    {
        int seed = Seeds.Next();
        var handles = new List<FiberHandle>();
        for (int i = 0; i < 50; i++)
        {
            PipePair there = Pipe.Create(new PipeOptions { Capacity = 4096 });
            PipePair back = Pipe.Create(new PipeOptions { Capacity = 4096 });
            handles.Add(world.Loop.Spawn(static at => Echo(at.Reader, at.Writer), (there.Reader, back.Writer)));
            handles.Add(world.Loop.Spawn(static at => Exchange(at.Reader, at.Writer, at.Item3), (back.Reader, there.Writer, seed + i)));
        }

        foreach (FiberHandle handle in handles)
        {
            await handle;
        }
    });

    private static async Fiber Echo(IPipeReader reader, IPipeWriter writer)
    {
        using (reader)
        using (writer)
        {
            while (await reader.LeaseAsync() is { IsEmpty: false } bytes)
            {
                using (bytes)
                {
                    await writer.SendAsync(bytes);
                }
            }
        }
    }

    private static async Fiber Exchange(IPipeReader reader, IPipeWriter writer, int seed)
    {
        using (reader)
        using (writer)
        {
            byte[] message = Bytes.Random(20_000, seed);
            for (int i = 0; i < 5; i++)
            {
                IoOperation<int> send = writer.SendAsync(message);
                Assert.Equal(message, await reader.ReceiveExactly(message.Length));
                await send;
            }
        }
    }
}
