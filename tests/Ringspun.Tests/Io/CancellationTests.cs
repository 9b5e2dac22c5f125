namespace Ringspun.Tests.Io;

public sealed class CancellationTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_receive_can_be_cancelled_and_loses_nothing(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            await Expect.Canceled(server.ReceiveAsync(new byte[10], new CancellationToken(canceled: true)));
            await Expect.Canceled(server.LeaseAsync(new CancellationToken(canceled: true)));

            using (var cancel = new CancellationTokenSource())
            {
                IoOperation<int> receive = server.ReceiveAsync(new byte[10], cancel.Token);
                await Fiber.Yield();
                cancel.Cancel();
                OperationCanceledException exception = await Expect.Throws<OperationCanceledException, int>(receive);
                Assert.Equal(cancel.Token, exception.CancellationToken);
            }

            using (var cancel = new CancellationTokenSource())
            {
                IoOperation<Chunk> lease = server.LeaseAsync(cancel.Token);
                await world.Settle();
                cancel.Cancel();
                await Expect.Canceled(lease);
            }

            await client.SendAsync("all of it"u8.ToArray());
            Assert.Equal("all of it"u8.ToArray(), await server.ReceiveExactly(9));
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Cancelling_from_another_thread_works(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<int> receive = server.ReceiveAsync(new byte[10], cancel.Token);
            Task canceling = Task.Run(cancel.Cancel);
            await Expect.Canceled(receive);
            await canceling;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_cancellation_that_comes_too_late_changes_nothing(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        using (var cancel = new CancellationTokenSource())
        {
            await client.SendAsync("x"u8.ToArray(), cancel.Token);
            Assert.Equal(1, await server.ReceiveAsync(new byte[10], cancel.Token));
            IoOperation<int> next = server.ReceiveAsync(new byte[10]);
            cancel.Cancel();
            await world.Settle();
            Assert.False(next.IsCompleted);
            await client.SendAsync("yz"u8.ToArray());
            Assert.InRange(await next, 1, 2);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_send_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (var pool = new ChunkPool(64 * 1024 * 1024))
        using (var cancel = new CancellationTokenSource())
        {
            Chunk chunk = pool.Rent();
            IoOperation<int> send = client.SendAsync(chunk, cancel.Token);
            chunk.Release();
            await world.Settle();
            Assert.False(send.IsCompleted);
            cancel.Cancel();
            await Expect.Canceled(send);

            // What was sent without a copy is the kernel's until it has dropped it, but no longer.
            client.Abort();
            server.Abort();
            await world.Until(() => pool.RentedCount == 0);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_accept_can_be_cancelled_and_loses_nobody(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        await Expect.Canceled(listener.AcceptAsync(new CancellationToken(canceled: true)));
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<IConnection> accept = listener.AcceptAsync(cancel.Token);
            await world.Settle();
            cancel.Cancel();
            await Expect.Canceled(accept);
        }

        using IConnection client = await world.Network.ConnectAsync(listener.LocalEndPoint);
        using IConnection server = await listener.AcceptAsync();
        await client.SendAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await server.ReceiveExactly(1));
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_connect_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        // On loopback the kernel connects at once: then the connection may come all the same.
        using IListener listener = world.Listen();
        using var cancel = new CancellationTokenSource();
        IoOperation<IConnection> connect = world.Network.ConnectAsync(listener.LocalEndPoint, cancel.Token);
        cancel.Cancel();
        try
        {
            (await connect).Dispose();
        }
        catch (OperationCanceledException exception)
        {
            Assert.Equal(cancel.Token, exception.CancellationToken);
        }

        using IConnection client = await world.Network.ConnectAsync(listener.LocalEndPoint);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_open_and_a_read_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        world.WriteFile("file", new byte[10_000]);
        using var cancel = new CancellationTokenSource();
        using IFile file = await world.Open("file");
        IoOperation<int> read = file.ReadAsync(new byte[10_000], 0, cancel.Token);
        IoOperation<FileOpenResult> open = world.Files.OpenBeneathAsync(world.Root, "file"u8.ToArray(), FileOpenOptions.None, cancel.Token);
        cancel.Cancel();

        // Either may have been faster.
        try
        {
            Assert.Equal(10_000, await read);
        }
        catch (OperationCanceledException)
        {
        }

        try
        {
            (await open).File?.Dispose();
        }
        catch (OperationCanceledException)
        {
        }

        Assert.Equal(10_000, await file.ReadAsync(new byte[10_000], 0));
    });
}
