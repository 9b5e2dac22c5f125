using System.Net;

namespace Ringspun.Tests.Io;

/// <summary>Operations that are cancelled at any moment, also when they have just succeeded, leave no descriptor behind.</summary>
[Collection(nameof(MemorySensitive))]
public sealed class DescriptorLeakTests
{
    private const int Rounds = 400;

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Cancelled_connects_and_accepts(string driver) => Watch(driver, static async (world, random) =>
    {
        using IListener listener = world.Listen();
        for (int i = 0; i < Rounds; i++)
        {
            using var cancelConnect = new CancellationTokenSource();
            using var cancelAccept = new CancellationTokenSource();
            IoOperation<IConnection> accept = listener.AcceptAsync(cancelAccept.Token);
            IoOperation<IConnection> connect = world.Network.ConnectAsync(listener.LocalEndPoint, cancelConnect.Token);
            await Delay(random);
            (random.Next(2) == 0 ? cancelConnect : cancelAccept).Cancel();
            await Delay(random);
            cancelConnect.Cancel();
            cancelAccept.Cancel();
            await CloseLate(connect);
            await CloseLate(accept);
        }
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Listeners_closed_over_an_accept(string driver) => Watch(driver, static async (world, random) =>
    {
        for (int i = 0; i < Rounds / 4; i++)
        {
            IListener listener = world.Listen();
            IoOperation<IConnection> accept = listener.AcceptAsync();
            IoOperation<IConnection>[] connects =
            [
                world.Network.ConnectAsync(listener.LocalEndPoint),
                world.Network.ConnectAsync(listener.LocalEndPoint),
                world.Network.ConnectAsync(listener.LocalEndPoint),
            ];
            await Delay(random);
            listener.Dispose();
            await CloseLate(accept);
            foreach (IoOperation<IConnection> connect in connects)
            {
                await CloseLate(connect);
            }
        }
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Cancelled_opens(string driver) => Watch(driver, static async (world, random) =>
    {
        world.WriteFile("file", "text"u8);
        for (int i = 0; i < Rounds; i++)
        {
            using var cancel = new CancellationTokenSource();
            IoOperation<FileOpenResult> open = world.Files.OpenBeneathAsync(world.Root, "file"u8.ToArray(), FileOpenOptions.None, cancel.Token);
            await Delay(random);
            cancel.Cancel();
            try
            {
                (await open).File?.Dispose();
            }
            catch (OperationCanceledException)
            {
                // What was opened too late is closed by now.
            }
        }
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Cancelled_opens_of_FIFOs(string driver) => Watch(driver, static async (world, random) =>
    {
        string path = Path.Combine(world.DirectoryPath, "fifo");
        Pipe.CreateFifo(path);
        for (int i = 0; i < Rounds / 4; i++)
        {
            using var cancel = new CancellationTokenSource();
            FiberHandle reading = world.Loop.Spawn(
                static async at => (await Pipe.OpenReaderAsync(at.path, at.Token)).Dispose(), (path, cancel.Token));
            FiberHandle writing = world.Loop.Spawn(
                static async at => (await Pipe.OpenWriterAsync(at.path, at.Token)).Dispose(), (path, cancel.Token));
            await Delay(random);
            cancel.Cancel();
            await Ended(reading);
            await Ended(writing);
        }
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Pipes_and_sockets_closed_over_operations(string driver) => Watch(driver, static async (world, random) =>
    {
        for (int i = 0; i < Rounds / 4; i++)
        {
            PipePair pipe = Pipe.Create(new PipeOptions { Capacity = 4096 });
            using IDatagramBinding binding = world.Network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
            IDatagramSocket socket = binding.Open(world.Loop);
            IoOperation<int> send = pipe.Writer.SendAsync(new byte[20_000]);
            IoOperation<int> receive = pipe.Reader.ReceiveAsync(new byte[100]);
            IoOperation<Datagram> datagram = socket.ReceiveAsync(new byte[100]);
            await Delay(random);
            pipe.Dispose();
            socket.Dispose();
            await Ended(send);
            await Ended(receive);
            await Ended(datagram);
        }
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Loops_that_end_in_the_middle_of_opening(string driver) => LoopThread.Run(() =>
    {
        string directory = Directory.CreateTempSubdirectory("ringspun-test-").FullName;
        File.WriteAllText(Path.Combine(directory, "file"), "text");
        using DirectoryHandle root = DirectoryHandle.Open(directory);
        var network = new KernelNetwork();
        using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int before = OpenDescriptors.Count(directory);
        for (int i = 0; i < 30; i++)
        {
            using var loop = new EventLoop(Drivers.Find(driver).Driver());
            using IListener listener = binding.Listen(loop);
            loop.RunOnce(TimeSpan.Zero);
            _ = network.ConnectAsync(binding.LocalEndPoint);
            _ = loop.Driver.Files.OpenBeneathAsync(root, "file"u8.ToArray());
            for (int turns = i % 3; turns > 0; turns--)
            {
                loop.RunOnce(TimeSpan.Zero);
            }
        }

        Assert.InRange(Settled(directory, before), 0, before);
        Directory.Delete(directory, recursive: true);
    });

    private static void Watch(string driver, Func<World, Random, Fiber> body) => World.Run(driver, async world =>
    {
        var random = new Random(Seeds.Next());

        // The first round opens what the loop keeps.
        int before = OpenDescriptors.Count(world.DirectoryPath);
        await body(world, random);
        int after = 0;
        for (int tries = 0; tries < 200; tries++)
        {
            // Closing takes the ring a turn, and the kernel a moment.
            await Fiber.Sleep(TimeSpan.FromMilliseconds(2));
            after = OpenDescriptors.Count(world.DirectoryPath);
            if (after <= before)
            {
                break;
            }
        }

        Assert.Equal(before, after);
    });

    private static int Settled(string directory, int wanted)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int count;
        do
        {
            count = OpenDescriptors.Count(directory);
        }
        while (count > wanted && clock.Elapsed < TimeSpan.FromSeconds(1));
        return count;
    }

    /// <summary>A random moment: nothing at all, some turns, or a time in which the kernel and other threads get on.</summary>
    private static async Fiber Delay(Random random)
    {
        for (int yields = random.Next(4); yields > 0; yields--)
        {
            await Fiber.Yield();
        }

        if (random.Next(4) == 0)
        {
            await Fiber.Sleep(TimeSpan.FromMicroseconds(random.Next(1, 300)));
        }
    }

    private static async Fiber CloseLate(IoOperation<IConnection> operation)
    {
        try
        {
            (await operation).Dispose();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or LinuxException)
        {
            // It has nothing to close.
        }
    }

    private static async Fiber Ended<TResult>(IoOperation<TResult> operation)
    {
        try
        {
            await operation;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or LinuxException)
        {
            // Closed meanwhile.
        }
    }

    private static async Fiber Ended(FiberHandle handle)
    {
        try
        {
            await handle;
        }
        catch (OperationCanceledException)
        {
            // In time.
        }
    }
}
