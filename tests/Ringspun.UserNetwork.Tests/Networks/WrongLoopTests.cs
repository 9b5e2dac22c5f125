using System.Net;
using Ringspun.Tcp;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Networks;

/// <summary>Packets that come to another loop than the one that they are for, as nearly all do over the link in memory: none of them refuses anything.</summary>
public sealed class WrongLoopTests
{
    private const int Connections = 30;
    private const int Length = 30_000;

    [Theory, MemberData(nameof(ManyLoops.Drivers), MemberType = typeof(ManyLoops))]
    public async Task Nobody_is_reset(string driver, int loops)
    {
        (UserNetwork client, UserNetwork server) = Join(loops, static link => link);
        await ManyLoops.Run(driver, loops + 1, async all =>
        {
            EndPoint address = await Serve(server, all);
            for (int i = 0; i < Connections; i++)
            {
                await Fetch(client, address);
            }
        });
        AssertNoResets(server);
        Dispose(client, server);
    }

    [Theory, MemberData(nameof(ManyLoops.Drivers), MemberType = typeof(ManyLoops))]
    public async Task Errors_about_connections_come_to_their_loops(string driver, int loops)
    {
        const int Narrow = 1300;
        (UserNetwork client, UserNetwork server) = Join(loops, static link => new NarrowLink(link, Narrow));
        await ManyLoops.Run(driver, loops + 1, async all =>
        {
            EndPoint address = await Serve(server, all);
            for (int i = 0; i < Connections; i++)
            {
                await Fetch(client, address);
            }
        });

        // Each loop has had a connection, and has been told once at least: none had to find it out by timeouts.
        UserNetworkStatistics statistics = server.Statistics;
        Assert.InRange(statistics.Counters[nameof(StackCounter.IcmpErrors)], 1, long.MaxValue);
        Assert.Equal(0, statistics.Counters[nameof(StackCounter.BlackHoles)]);
        AssertNoResets(server);
        Dispose(client, server);
    }

    [Theory, MemberData(nameof(ManyLoops.Drivers), MemberType = typeof(ManyLoops))]
    public async Task While_listeners_are_closed_the_others_are_asked(string driver, int loops)
    {
        (UserNetwork client, UserNetwork server) = Join(loops, static link => link);
        await ManyLoops.Run(driver, loops + 1, async all =>
        {
            EndPoint address = await Serve(server, all, isFickle: true);
            int served = 0;
            for (int i = 0; i < 10 * Connections; i++)
            {
                // Refused is who got a reset for a SYN. A listener that is closed resets those that it has not handed out, as the kernel's does.
                using IConnection connection = await client.ConnectAsync(address);
                try
                {
                    served += await connection.ReceiveAsync(new byte[1]);
                }
                catch (LinuxException reset) when (reset.Errno == Errno.ECONNRESET)
                {
                }
            }

            Assert.True(served > 0);
        });
        Dispose(client, server);
    }

    private static (UserNetwork Client, UserNetwork Server) Join(int loops, Func<ILink, ILink> around)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        UserNetwork client = new(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64"), around(one));
        UserNetwork server = new(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = loops }, other);
        return (client, server);
    }

    private static void Dispose(UserNetwork client, UserNetwork server)
    {
        client.Dispose();
        server.Dispose();
    }

    /// <summary>The client may reset: what it said early may come late, and be answered when its connection is over (RFC 9293 section 3.10.7.1).</summary>
    private static void AssertNoResets(UserNetwork server)
    {
        Assert.Equal(0, server.Statistics.Counters[nameof(StackCounter.ResetsSent)]);
        Assert.True(server.Statistics.HandedOver > 0);
    }

    /// <summary>A listener on each loop but the first.</summary>
    /// <param name="server">The network.</param>
    /// <param name="all">The loops.</param>
    /// <param name="isFickle">Whether those of all loops but the last are closed and opened again and again.</param>
    private static async Fiber<EndPoint> Serve(UserNetwork server, IReadOnlyList<EventLoop> all, bool isFickle = false)
    {
        IBinding binding = server.Bind(new IPEndPoint(TwoNetworks.ServerAddress, 0));
        for (int i = all.Count - 1; i > 0; i--)
        {
            bool closes = isFickle && i < all.Count - 1;
            await all[i].Spawn(static work => Listen(work.binding, work.closes), (binding, closes));
        }

        return binding.LocalEndPoint;
    }

    private static async Fiber Listen(IBinding binding, bool closes)
    {
        EventLoop loop = EventLoop.Current!;
        if (closes)
        {
            loop.SpawnDetached(OpenAndClose, binding);
        }
        else
        {
            loop.SpawnDetached(Accept, binding.Listen(loop));
        }

        await Fiber.Yield();
    }

    private static async Fiber OpenAndClose(IBinding binding)
    {
        while (true)
        {
            IListener listener = binding.Listen(EventLoop.Current!);
            FiberHandle accepting = EventLoop.Current!.Spawn(Accept, listener);
            await Fiber.Sleep(TimeSpan.FromMicroseconds(50));
            listener.Dispose();
            await accepting;
            await Fiber.Sleep(TimeSpan.FromMicroseconds(50));
        }
    }

    private static async Fiber Accept(IListener listener)
    {
        try
        {
            while (true)
            {
                IConnection connection = await listener.AcceptAsync();
                EventLoop.Current!.SpawnDetached(Answer, connection);
            }
        }
        catch (ObjectDisposedException)
        {
            // The listener is closed.
        }
    }

    private static async Fiber Answer(IConnection connection)
    {
        using (connection)
        {
            try
            {
                await connection.SendAsync(new byte[Length]);
                connection.ShutdownSend();

                // A reset would overtake what was sent.
                while (await connection.ReceiveAsync(new byte[1]) > 0)
                {
                }
            }
            catch (LinuxException gone) when (gone.Errno is Errno.ECONNRESET or Errno.EPIPE)
            {
                // One byte was enough for the client; the test counts resets where there must be none.
            }
        }
    }

    private static async Fiber Fetch(UserNetwork network, EndPoint server)
    {
        using IConnection connection = await network.ConnectAsync(server);
        var buffer = new byte[10_000];
        int total = 0;
        int count;
        while ((count = await connection.ReceiveAsync(buffer)) > 0)
        {
            total += count;
        }

        Assert.Equal(Length, total);
    }
}
