using System.Net.Sockets;

namespace Ringspun.Tests.EpollAio;

/// <summary>Each descriptor is registered once, edge-triggered, and no edge is lost.</summary>
public class EdgeTests
{
    private const int Operations = 1000;

    [Fact]
    public void Bytes_that_arrive_while_nobody_waits_are_received_without_waiting() => EpollTestWorld.Drive(static world =>
    {
        (IConnection connection, Socket peer) = Connect(world);
        using (connection)
        using (peer)
        {
            world.TurnUntilEnded(async world =>
            {
                IoOperation<int> first = connection.ReceiveAsync(new byte[1]);
                Assert.False(first.IsCompleted);
                peer.Send("a"u8);
                Assert.Equal(1, await first);
            });

            // The edge comes, is reported, and finds nobody.
            peer.Send("b"u8);
            world.TurnUntilAnEvent();
            IoOperation<int> second = connection.ReceiveAsync(new byte[8]);
            Assert.True(second.IsCompleted);
            Assert.Equal(1, second.GetResult());
        }
    });

    [Fact]
    public void Room_that_comes_while_nobody_sends_is_used_without_waiting() => EpollTestWorld.Drive(static world =>
    {
        (IConnection connection, Socket peer) = Connect(world);
        using (connection)
        using (peer)
        {
            world.TurnUntilEnded(async world =>
            {
                using var cancel = new CancellationTokenSource();
                IoOperation<int> send = connection.SendAsync(new byte[64 << 20], cancel.Token);
                Assert.False(send.IsCompleted);
                cancel.Cancel();
                await Expect.Canceled(send);
            });

            peer.Blocking = false;
            var buffer = new byte[1 << 20];
            while (peer.Poll(0, SelectMode.SelectRead))
            {
                peer.Receive(buffer);
            }

            world.TurnUntilAnEvent();
            IoOperation<int> next = connection.SendAsync(new byte[10]);
            Assert.True(next.IsCompleted);
            Assert.Equal(10, next.GetResult());
        }
    });

    [Fact]
    public void What_happens_to_a_pipe_while_nobody_waits_is_remembered() => EpollTestWorld.Drive(static world =>
    {
        PipePair pipe = world.Driver.Pipes!.Create(new PipeOptions { Capacity = 4096 });
        using IPipeReader reader = pipe.Reader;
        using IPipeWriter writer = pipe.Writer;
        world.TurnUntilEnded(async world =>
        {
            // Both ends have had to wait, and are registered now; the pipe is full.
            IoOperation<int> receive = reader.ReceiveAsync(new byte[1]);
            Assert.False(receive.IsCompleted);
            await writer.SendAsync(new byte[1]);
            await receive;
            using var cancel = new CancellationTokenSource();
            IoOperation<int> send = writer.SendAsync(new byte[5000], cancel.Token);
            Assert.False(send.IsCompleted);
            cancel.Cancel();
            await Expect.Canceled(send);
        });

        // Whatever was reported of filling it has been seen when the loop has nothing to do any more.
        long before;
        do
        {
            before = world.Driver.Events;
            world.Loop.RunOnce(TimeSpan.Zero);
        }
        while (world.Driver.Events != before);

        IoOperation<int> all = reader.ReceiveAsync(new byte[4096]);
        Assert.True(all.IsCompleted);
        Assert.Equal(4096, all.GetResult());
        world.TurnUntilAnEvent();
        IoOperation<int> next = writer.SendAsync(new byte[10]);
        Assert.True(next.IsCompleted);
        Assert.Equal(10, next.GetResult());
    });

    [Fact]
    public void A_socket_is_registered_once_for_a_thousand_receives_that_wait() => EpollTestWorld.Run(static async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectPeer();
        using (connection)
        using (peer)
        {
            long before = world.Driver.ControlCalls;
            var buffer = new byte[1];
            for (int i = 0; i < Operations; i++)
            {
                IoOperation<int> receive = connection.ReceiveAsync(buffer);
                Assert.False(receive.IsCompleted);
                peer.Send("x"u8);
                Assert.Equal(1, await receive);
            }

            Assert.Equal(1, world.Driver.ControlCalls - before);
        }
    });

    [Fact]
    public void A_socket_is_registered_once_for_a_thousand_sends_that_wait() => EpollTestWorld.Run(static async world =>
    {
        (IConnection connection, Socket peer) = await world.ConnectUnixPeer();
        using (connection)
        using (peer)
        {
            long before = world.Driver.ControlCalls;
            var sent = new byte[1 << 20];
            var received = new byte[sent.Length];
            for (int i = 0; i < Operations; i++)
            {
                // More than fits: what is missing goes as the peer takes it.
                IoOperation<int> send = connection.SendAsync(sent);
                Assert.False(send.IsCompleted);
                for (int total = 0; total < sent.Length;)
                {
                    while (peer.Available == 0)
                    {
                        await Fiber.Yield();
                    }

                    total += peer.Receive(received);
                }

                Assert.Equal(sent.Length, await send);
            }

            Assert.Equal(1, world.Driver.ControlCalls - before);
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fiber_reads_while_another_writes_the_same_socket_and_it_is_registered_once(bool isUnix) => EpollTestWorld.Run(async world =>
    {
        (IConnection connection, Socket peer) = isUnix ? await world.ConnectUnixPeer() : await world.ConnectPeer();
        using (connection)
        {
            byte[] bytes = Bytes.Random(8 << 20, 5);
            long before = world.Driver.ControlCalls;

            // Neither direction can end before both have been waited for: the peer answers only what it has been sent.
            var echo = new Thread(() =>
            {
                using (peer)
                {
                    var buffer = new byte[64 * 1024];
                    int received;
                    while ((received = peer.Receive(buffer)) > 0)
                    {
                        peer.Send(buffer.AsSpan(0, received));
                    }
                }
            });
            echo.Start();
            FiberHandle writer = world.Loop.Spawn(
                static async at =>
                {
                    await at.connection.SendAsync(at.bytes);
                    at.connection.ShutdownSend();
                },
                (connection, bytes));
            Assert.Equal(bytes, await connection.ReceiveToEnd());
            await writer;
            echo.Join();
            Assert.Equal(1, world.Driver.ControlCalls - before);
        }
    });

    private static (IConnection Connection, Socket Peer) Connect(EpollTestWorld world)
    {
        (IConnection Connection, Socket Peer) pair = default;
        world.TurnUntilEnded(async world => pair = await world.ConnectUnixPeer());
        return pair;
    }
}
