namespace Ringspun.Tests.Io;

/// <summary>Real clocks are only bounded from below: a loaded machine may be late by any amount.</summary>
public sealed class DeadlineTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_receive_times_out_and_the_connection_lives_on(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            for (int round = 0; round < 2; round++)
            {
                long deadline = world.In(30);
                server.ReceiveDeadline = deadline;
                await Expect.Fails(server.ReceiveAsync(new byte[10]), Errno.ETIMEDOUT);
                Assert.True(world.Loop.ReadClock() >= deadline);

                deadline = world.In(30);
                server.ReceiveDeadline = deadline;
                await Expect.Fails(server.LeaseAsync(), Errno.ETIMEDOUT);
                Assert.True(world.Loop.ReadClock() >= deadline);

                server.ReceiveDeadline = long.MaxValue;
                await client.SendAsync("again"u8.ToArray());
                Assert.Equal("again"u8.ToArray(), await server.ReceiveExactly(5));
            }
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_deadline_in_the_past_times_out_but_lets_waiting_bytes_through(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            server.ReceiveDeadline = world.Loop.ReadClock() - 1;
            await Expect.Fails(server.ReceiveAsync(new byte[10]), Errno.ETIMEDOUT);
            await client.SendAsync("there"u8.ToArray());
            await world.Settle();
            Assert.Equal("there"u8.ToArray(), await server.ReceiveExactly(5));
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_deadline_may_be_moved_while_a_receive_waits(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            // Set, while it waits.
            IoOperation<int> receive = server.ReceiveAsync(new byte[10]);
            long deadline = world.In(20);
            server.ReceiveDeadline = deadline;
            await Expect.Fails(receive, Errno.ETIMEDOUT);
            Assert.True(world.Loop.ReadClock() >= deadline);

            // Later, while it waits.
            server.ReceiveDeadline = world.In(20);
            receive = server.ReceiveAsync(new byte[10]);
            deadline = world.In(60);
            server.ReceiveDeadline = deadline;
            await Expect.Fails(receive, Errno.ETIMEDOUT);
            Assert.True(world.Loop.ReadClock() >= deadline);

            // Earlier, while it waits.
            server.ReceiveDeadline = world.In(600_000);
            receive = server.ReceiveAsync(new byte[10]);
            server.ReceiveDeadline = world.In(10);
            await Expect.Fails(receive, Errno.ETIMEDOUT);

            // Away, while it waits.
            server.ReceiveDeadline = world.In(10);
            receive = server.ReceiveAsync(new byte[10]);
            server.ReceiveDeadline = long.MaxValue;
            await Fiber.Sleep(TimeSpan.FromMilliseconds(40));
            await client.SendAsync("x"u8.ToArray());
            Assert.Equal(1, await receive);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_send_that_nobody_takes_times_out(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, client.SendStallTimeout);
            client.SendStallTimeout = TimeSpan.FromMilliseconds(30);
            long begin = world.Loop.ReadClock();
            await Expect.Fails(client.SendAsync(new byte[64 * 1024 * 1024]), Errno.ETIMEDOUT);
            Assert.True(world.Loop.ReadClock() - begin >= 30_000_000);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_slow_reader_that_reads_is_no_stall(string driver) => World.Run(driver, static async world =>
    {
        const int Size = 24 * 1024 * 1024;
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            // In real time the whole takes a multiple of the timeout, yet there is progress within each.
            client.SendStallTimeout = TimeSpan.FromMilliseconds(500);
            FiberHandle reading = world.Loop.Spawn(
                static async x =>
                {
                    var buffer = new byte[1024 * 1024];
                    long begin = x.world.Loop.ReadClock();
                    int total = 0;
                    int pauses = 0;
                    while (total < Size)
                    {
                        total += await x.server.ReceiveAsync(buffer);
                        if (total / (Size / 8) > pauses)
                        {
                            pauses++;
                            await Fiber.Sleep(TimeSpan.FromMilliseconds(100));
                        }
                    }

                    Assert.True(x.world.Loop.ReadClock() - begin >= 700_000_000);
                },
                (world, server));
            Assert.Equal(Size, await client.SendAsync(new byte[Size]));
            await reading;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_sleep_beside_a_waiting_receive_is_never_short(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            IoOperation<int> waiting = server.ReceiveAsync(new byte[10]);
            long before = world.Loop.ReadClock();
            await Fiber.Sleep(TimeSpan.FromMilliseconds(100));
            Assert.True(world.Loop.ReadClock() - before >= 100_000_000);
            client.Dispose();
            Assert.Equal(0, await waiting);
        }
    });
}
