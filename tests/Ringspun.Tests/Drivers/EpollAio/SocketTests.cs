using System.Net;
using System.Net.Sockets;

namespace Ringspun.Tests.EpollAio;

public class SocketTests
{
    [Fact]
    public void A_thousand_connections_echo_with_one_registration_each() => EpollTestWorld.Run(async world =>
    {
        const int Count = 1000;
        using IListener listener = world.Listen();
        world.Loop.SpawnDetached(
            static async state =>
            {
                for (int i = 0; i < Count; i++)
                {
                    state.world.Loop.SpawnDetached(Echo, await state.listener.AcceptAsync());
                }
            },
            (world, listener));
        long before = world.Driver.Registrations;
        var clients = new List<FiberHandle>();
        for (int i = 0; i < Count; i++)
        {
            clients.Add(world.Loop.Spawn(
                static async state =>
                {
                    using IConnection client = await state.world.Network.ConnectAsync(state.listener.LocalEndPoint);
                    byte[] sent = Bytes.Random(100, state.i);
                    for (int round = 0; round < 20; round++)
                    {
                        await client.SendAsync(sent);
                        Assert.Equal(sent, await client.ReceiveExactly(sent.Length));
                    }
                },
                (world, listener, i)));
        }

        foreach (FiberHandle client in clients)
        {
            await client;
        }

        Assert.InRange(world.Driver.Registrations - before, 1, 2 * Count);
    });

    [Fact]
    public void A_gathered_send_far_beyond_the_sockets_buffer_arrives_whole() => EpollTestWorld.Run(async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            var chunks = new Chunk[300];
            var all = new MemoryStream();
            for (int i = 0; i < chunks.Length; i++)
            {
                // Some are empty, some are larger than what one call may copy.
                byte[] bytes = Bytes.Random(i % 7 == 0 ? 0 : i == 100 ? 3_000_001 : 50_000 + i, i);
                all.Write(bytes);
                chunks[i] = NativeChunk.Allocate(bytes.Length);
                bytes.CopyTo(chunks[i].Span);
            }

            FiberHandle sender = world.Loop.Spawn(
                static async state =>
                {
                    Assert.Equal((int)state.all.Length, await state.client.SendAsync(state.chunks));
                    state.client.ShutdownSend();
                },
                (client, chunks, all));
            byte[] received = await server.ReceiveToEnd();
            await sender;
            Assert.True(all.ToArray().AsSpan().SequenceEqual(received));
        }
    });

    [Fact]
    public void An_edge_that_nobody_waits_for_is_remembered() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        using (peer)
        {
            peer.Send("a"u8);
            Assert.Equal("a"u8.ToArray(), await connection.ReceiveExactly(1));
            IoOperation<int> pending = connection.ReceiveAsync(new byte[1]);
            peer.Send("b"u8);
            Assert.Equal(1, await pending);

            // Registered, drained, nobody waits: the edge comes and goes.
            peer.Send("c"u8);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
            using Chunk chunk = await connection.LeaseAsync();
            Assert.Equal("c"u8.ToArray(), chunk.Span.ToArray());
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_end_that_came_with_the_data_is_seen_behind_it(bool leased) => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        {
            // Registered first, so that data and end are one edge.
            connection.ReceiveDeadline = world.Loop.ReadClock() + 1_000_000;
            await Expect.Fails(connection.ReceiveAsync(new byte[10]), Errno.ETIMEDOUT);
            connection.ReceiveDeadline = long.MaxValue;
            peer.Send("end"u8);
            peer.Dispose();
            await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
            if (leased)
            {
                using Chunk chunk = await connection.LeaseAsync();
                Assert.Equal(3, chunk.Length);
                Assert.True((await connection.LeaseAsync()).IsEmpty);
                Assert.True((await connection.LeaseAsync()).IsEmpty);
            }
            else
            {
                Assert.Equal(3, await connection.ReceiveAsync(new byte[10]));
                Assert.Equal(0, await connection.ReceiveAsync(new byte[10]));
                Assert.Equal(0, await connection.ReceiveAsync(new byte[10]));
            }
        }
    });

    [Fact]
    public void Bytes_behind_an_urgent_one_are_not_forgotten() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        using (peer)
        {
            connection.ReceiveDeadline = world.Loop.ReadClock() + 1_000_000;
            await Expect.Fails(connection.ReceiveAsync(new byte[10]), Errno.ETIMEDOUT);
            connection.ReceiveDeadline = world.Loop.ReadClock() + 5_000_000_000;
            peer.Send("one"u8);
            peer.Send("!"u8, System.Net.Sockets.SocketFlags.OutOfBand);
            peer.Send("two"u8);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
            Assert.Equal("onetwo"u8.ToArray(), await connection.ReceiveExactly(6));
        }
    });

    [Fact]
    public void A_reset_ends_receive_and_send_with_an_error() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        {
            IoOperation<int> receive = connection.ReceiveAsync(new byte[10]);
            peer.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            peer.Dispose();
            await Expect.Fails(receive, Errno.ECONNRESET);
            await Expect.Fails(connection.SendAsync(new byte[10]), Errno.EPIPE, Errno.ECONNRESET);
        }
    });

    [Fact]
    public void A_send_that_the_peer_does_not_take_stalls_and_can_be_cancelled() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        using (peer)
        {
            connection.SendStallTimeout = TimeSpan.FromMilliseconds(50);
            await Expect.Fails(connection.SendAsync(new byte[64 << 20]), Errno.ETIMEDOUT);
            connection.SendStallTimeout = Timeout.InfiniteTimeSpan;
            using var cancel = new CancellationTokenSource();
            IoOperation<int> send = connection.SendAsync(new byte[64 << 20], cancel.Token);
            cancel.Cancel();
            await Expect.Canceled(send);
        }
    });

    [Fact]
    public void Cancelling_and_closing_end_a_receive() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (peer)
        {
            using var cancel = new CancellationTokenSource();
            IoOperation<Chunk> lease = connection.LeaseAsync(cancel.Token);
            cancel.Cancel();
            await Expect.Canceled(lease);
            peer.Send("x"u8);
            Assert.Equal(1, await connection.ReceiveAsync(new byte[10]));
            IoOperation<int> receive = connection.ReceiveAsync(new byte[10]);
            connection.Dispose();
            await Expect.Disposed(receive);
        }
    });

    [Fact]
    public void One_fiber_reads_while_another_writes() => EpollTestWorld.Run(async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            byte[] bytes = Bytes.Random(20 << 20, 1);
            FiberHandle[] fibers =
            [
                world.Loop.Spawn(static async s => { await s.client.SendAsync(s.bytes); s.client.ShutdownSend(); }, (client, bytes)),
                world.Loop.Spawn(static async s => { await s.server.SendAsync(s.bytes); s.server.ShutdownSend(); }, (server, bytes)),
                world.Loop.Spawn(static async s => Assert.Equal(s.bytes, await s.client.ReceiveToEnd()), (client, bytes)),
                world.Loop.Spawn(static async s => Assert.Equal(s.bytes, await s.server.ReceiveToEnd()), (server, bytes)),
            ];
            foreach (FiberHandle fiber in fibers)
            {
                await fiber;
            }
        }
    });

    [Fact]
    public void A_fiber_whose_peer_is_always_ready_does_not_hold_the_loop() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        {
            var stop = new CancellationTokenSource();
            var flood = new Thread(() =>
            {
                var bytes = new byte[256 * 1024];
                try
                {
                    while (!stop.IsCancellationRequested)
                    {
                        peer.Send(bytes);
                    }
                }
                catch (SocketException)
                {
                    // The other end was closed first.
                }

                peer.Dispose();
            });
            flood.Start();
            FiberHandle reader = world.Loop.Spawn(
                static async connection =>
                {
                    var buffer = new byte[1024];
                    while (await connection.ReceiveAsync(buffer) > 0)
                    {
                    }
                },
                connection);
            for (int i = 0; i < 20; i++)
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            }

            stop.Cancel();
            await reader;
            flood.Join();
        }
    });

    [Fact]
    public void Connecting_where_nobody_listens_is_refused() => EpollTestWorld.Run(async world =>
    {
        EndPoint gone;
        using (IListener listener = world.Listen())
        {
            gone = listener.LocalEndPoint;
        }

        await Expect.Fails(world.Network.ConnectAsync(gone), Errno.ECONNREFUSED);
    });

    [Fact]
    public void Unix_sockets_pass_bytes_and_close_cleanly() => EpollTestWorld.Run(async world =>
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        using IBinding binding = world.Network.Bind(endPoint);
        using (IListener listener = binding.Listen(world.Loop))
        {
            IoOperation<IConnection> accept = listener.AcceptAsync();
            using IConnection client = await world.Network.ConnectAsync(endPoint);
            using IConnection server = await accept;
            await client.SendAsync("hello"u8.ToArray());
            Assert.Equal("hello"u8.ToArray(), await server.ReceiveExactly(5));
        }

        // The shared listener is still there, its duplicate is not: what comes now must wake nobody.
        using var late = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        late.Connect(endPoint);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
    });

    [Fact]
    public void A_full_unix_listener_delays_connecting_and_does_not_fail_it() => EpollTestWorld.Run(async world =>
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        using IBinding binding = world.Network.Bind(endPoint, new ListenOptions { Backlog = 1 });
        using IListener listener = binding.Listen(world.Loop);
        var opened = new List<FiberHandle>();
        for (int i = 0; i < 8; i++)
        {
            opened.Add(world.Loop.Spawn(static async s => { using IConnection c = await s.world.Network.ConnectAsync(s.endPoint); }, (world, endPoint)));
        }

        for (int i = 0; i < opened.Count; i++)
        {
            using IConnection connection = await listener.AcceptAsync();
        }

        foreach (FiberHandle handle in opened)
        {
            await handle;
        }
    });

    [Fact]
    public void An_idle_loop_makes_no_turns() => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        using (peer)
        {
            IoOperation<int> receive = connection.ReceiveAsync(new byte[1]);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
            long before = world.Driver.Turns;
            await Fiber.Sleep(TimeSpan.FromMilliseconds(200));
            Assert.InRange(world.Driver.Turns - before, 1, 8);
            peer.Send("x"u8);
            await receive;
        }
    });

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
