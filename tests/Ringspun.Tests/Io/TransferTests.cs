using System.Security.Cryptography;

namespace Ringspun.Tests.Io;

public sealed class TransferTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Big_transfers_in_both_directions_at_once_arrive_whole(string driver) => World.Run(driver, static async world =>
    {
        const int Size = 8 * 1024 * 1024;
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            byte[] up = Bytes.Random(Size, 1);
            byte[] down = Bytes.Random(Size, 2);
            FiberHandle[] fibers =
            [
                world.Loop.Spawn(Send, (client, up)),
                world.Loop.Spawn(Send, (server, down)),
                world.Loop.Spawn(Check, (server, up)),
                world.Loop.Spawn(Check, (client, down)),
            ];
            foreach (FiberHandle fiber in fibers)
            {
                await fiber;
            }
        }

        static async Fiber Send((IConnection Connection, byte[] Data) x)
        {
            var random = new Random(x.Data[0]);
            for (int sent = 0; sent < x.Data.Length;)
            {
                int count = Math.Min(random.Next(1, 300_000), x.Data.Length - sent);
                Assert.Equal(count, await x.Connection.SendAsync(x.Data.AsMemory(sent, count)));
                sent += count;
            }

            x.Connection.ShutdownSend();
        }

        static async Fiber Check((IConnection Connection, byte[] Data) x)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[65_536];
            int count;
            while ((count = await x.Connection.ReceiveAsync(buffer)) > 0)
            {
                hash.AppendData(buffer, 0, count);
            }

            Assert.Equal(SHA256.HashData(x.Data), hash.GetHashAndReset());
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_gathered_send_may_have_more_chunks_than_one_call_takes(string driver) => World.Run(driver, static async world =>
    {
        const int Count = 3000;
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        using (var pool = new ChunkPool(4096))
        {
            var chunks = new Chunk[Count];
            var expected = new MemoryStream();
            var random = new Random(7);
            for (int i = 0; i < Count; i++)
            {
                // Some of them empty: those are passed over.
                chunks[i] = pool.Rent();
                int length = i % 10 == 0 ? 0 : random.Next(1, 500);
                Chunk slice = chunks[i].Slice(0, length);
                random.NextBytes(slice.Span);
                expected.Write(slice.Span);
                chunks[i] = slice;
            }

            FiberHandle receiving = world.Loop.Spawn(
                static async x => Assert.Equal(x.expected.ToArray(), await x.server.ReceiveExactly((int)x.expected.Length)), (server, expected));
            Assert.Equal((int)expected.Length, await client.SendAsync(chunks));
            await receiving;
            foreach (Chunk chunk in chunks)
            {
                chunk.Release();
            }

            await world.Until(() => pool.RentedCount == 0);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Sending_nothing_is_done_at_once(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        using (var pool = new ChunkPool(4096))
        {
            Chunk chunk = pool.Rent();
            Assert.Equal(0, await client.SendAsync(ReadOnlyMemory<byte>.Empty));
            Assert.Equal(0, await client.SendAsync(Chunk.Empty));
            Assert.Equal(0, await client.SendAsync(chunk.Slice(0, 0)));
            Assert.Equal(0, await client.SendAsync(ReadOnlyMemory<Chunk>.Empty));
            Assert.Equal(0, await client.SendAsync(new[] { Chunk.Empty, chunk.Slice(0, 0) }));
            chunk.Release();
            Assert.Equal(0, pool.RentedCount);
            await client.SendAsync("x"u8.ToArray());
            Assert.Equal("x"u8.ToArray(), await server.ReceiveExactly(1));
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Receiving_into_nothing_is_refused(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            Assert.Throws<ArgumentException>(() => client.ReceiveAsync(Memory<byte>.Empty));
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_send_keeps_its_chunk(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        using (var pool = new ChunkPool(8 * 1024 * 1024))
        {
            // More than the buffers between both ends take, so that the send is still under way when the caller lets go.
            Chunk chunk = pool.Rent();
            byte[] expected = Bytes.Random(chunk.Length, 4);
            expected.CopyTo(chunk.Span);
            IoOperation<int> send = client.SendAsync(chunk);
            chunk.Release();
            Assert.Equal(1, pool.RentedCount);
            FiberHandle receiving = world.Loop.Spawn(
                static async x => Assert.Equal(x.expected, await x.server.ReceiveExactly(x.expected.Length)), (server, expected));
            Assert.Equal(expected.Length, await send);
            await receiving;
            await world.Until(() => pool.RentedCount == 0);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_leased_chunk_outlives_its_connection(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        await client.SendAsync("still here"u8.ToArray());
        Chunk chunk = await server.LeaseAsync();
        byte[] before = chunk.Span.ToArray();
        server.Dispose();
        client.Dispose();
        await world.Settle();
        Assert.NotEmpty(before);
        Assert.Equal(before, chunk.Span.ToArray());
        chunk.Release();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Leases_and_receives_may_alternate(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            byte[] data = Bytes.Random(500_000, 5);
            FiberHandle sending = world.Loop.Spawn(
                static async x =>
                {
                    await x.client.SendAsync(x.data);
                    x.client.ShutdownSend();
                },
                (client, data));
            using var received = new MemoryStream();
            var buffer = new byte[777];
            for (int turn = 0; ; turn++)
            {
                int count;
                if (turn % 2 == 0)
                {
                    count = await server.ReceiveAsync(buffer);
                    received.Write(buffer, 0, count);
                }
                else
                {
                    using Chunk chunk = await server.LeaseAsync();
                    count = chunk.Length;
                    received.Write(chunk.Span);
                }

                if (count == 0)
                {
                    break;
                }
            }

            Assert.Equal(data, received.ToArray());
            await sending;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void What_is_no_memory_any_more_is_refused(string driver) => World.Run(driver, static async world =>
    {
        (IConnection near, IConnection far) = await world.Connect();
        Chunk gone = NativeChunk.Allocate(10);
        gone.Release();
        await Expect.Throws<ObjectDisposedException>(async () => await near.SendAsync(gone));
        await Expect.Throws<ObjectDisposedException>(async () => await near.SendAsync(new[] { gone }));

        // The connection has not suffered.
        Assert.Equal(1, await near.SendAsync("x"u8.ToArray()));
        Assert.Equal(1, await far.ReceiveAsync(new byte[1]));
        near.Dispose();
        far.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Sealed_chunks_arrive_whoever_lets_go_of_them_first(string driver) => World.Run(driver, static async world =>
    {
        const int Rounds = 30;
        (IConnection near, IConnection far) = await world.Connect();
        FiberHandle sending = world.Loop.Spawn(
            static async near =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    Chunk head = NativeChunk.Allocate(50);
                    Chunk body = NativeChunk.Allocate(20_000);
                    head.Span.Fill((byte)round);
                    body.Span.Fill((byte)(round + 100));
                    Chunk[] chunks = [head.Seal(), body.Slice(100).Seal()];
                    Assert.Equal(50 + 19_900, await near.SendAsync(chunks));
                    Assert.Equal(20_000, await near.SendAsync(body));
                    head.Release();
                    body.Release();
                }

                near.ShutdownSend();
            },
            near);
        byte[] buffer = new byte[50 + 19_900 + 20_000];
        for (int round = 0; round < Rounds; round++)
        {
            for (int at = 0; at < buffer.Length;)
            {
                int count = await far.ReceiveAsync(buffer.AsMemory(at));
                Assert.NotEqual(0, count);
                at += count;
            }

            Assert.DoesNotContain(buffer[..50], value => value != (byte)round);
            Assert.DoesNotContain(buffer[50..], value => value != (byte)(round + 100));
        }

        Assert.Equal(0, await far.ReceiveAsync(buffer));
        await sending;
        near.Dispose();
        far.Dispose();
    });
}
