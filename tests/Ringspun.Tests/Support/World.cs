using System.Diagnostics;
using System.Net;

namespace Ringspun.Tests.Support;

/// <summary>One driver's loop with its network and a directory of its own: what the generic I/O tests run in.</summary>
internal sealed class World : IDisposable
{
    private World(IDriver driver, Func<IDriver, INetwork> network)
    {
        Loop = new EventLoop(driver);
        Network = network(driver);
        DirectoryPath = Directory.CreateTempSubdirectory("ringspun-test-").FullName;
        Root = DirectoryHandle.Open(DirectoryPath);
    }

    public EventLoop Loop { get; }

    public INetwork Network { get; }

    public IFiles Files => Loop.Driver.Files;

    public string DirectoryPath { get; }

    public DirectoryHandle Root { get; }

    /// <summary>Runs a fiber in a world of the named driver, on a thread of its own.</summary>
    public static void Run(string driver, Func<World, Fiber> body) => LoopThread.Run(() =>
    {
        (Func<IDriver> makeDriver, Func<IDriver, INetwork> makeNetwork) = Drivers.Find(driver);
        using var world = new World(makeDriver(), makeNetwork);
        world.Loop.RunUntil(body, world);
    });

    /// <summary>A listener on a free port of the loopback address.</summary>
    public IListener Listen(ListenOptions? options = null)
    {
        using IBinding binding = Network.Bind(new IPEndPoint(IPAddress.Loopback, 0), options);
        return binding.Listen(Loop);
    }

    /// <summary>Both ends of a new connection.</summary>
    public async Fiber<(IConnection Client, IConnection Server)> Connect()
    {
        using IListener listener = Listen();
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection client = await Network.ConnectAsync(listener.LocalEndPoint);
        return (client, await accept);
    }

    /// <summary>The loop's clock after <paramref name="milliseconds"/>.</summary>
    public long In(int milliseconds) => Loop.ReadClock() + (milliseconds * 1_000_000L);

    /// <summary>
    /// Lets what is under way arrive. A kernel's loopback delivers within the call that sends, so some turns of the loop are enough; the
    /// simulation's network takes its time, which is virtual.
    /// </summary>
    public async Fiber Settle()
    {
        if (Loop.Driver.IsVirtualTime)
        {
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            return;
        }

        for (int turn = 0; turn < 16; turn++)
        {
            // Yielding alone may go on within the same turn.
            await Fiber.Sleep(TimeSpan.FromTicks(1));
        }
    }

    /// <summary>Lets the loop run until a condition holds that will hold soon.</summary>
    public async Fiber Until(Func<bool> condition)
    {
        long end = In(20_000);
        while (!condition())
        {
            Assert.True(Loop.ReadClock() < end, "It has not come about.");
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Lets the loop run without sleeping until a condition holds: virtual time does not go on while a source keeps the loop busy.</summary>
    public static async Fiber Busily(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It has not come about.");
            await Fiber.Yield();
        }
    }

    public string WriteFile(string name, ReadOnlySpan<byte> contents)
    {
        string path = Path.Combine(DirectoryPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, contents);
        return path;
    }

    public async Fiber<IFile> Open(string name, FileOpenOptions options = FileOpenOptions.None)
    {
        FileOpenResult result = await Files.OpenBeneathAsync(Root, System.Text.Encoding.UTF8.GetBytes(name), options);
        Assert.Equal(Errno.None, result.Error);
        return result.File!;
    }

    public async Fiber<Errno> OpenError(string name)
    {
        FileOpenResult result = await Files.OpenBeneathAsync(Root, System.Text.Encoding.UTF8.GetBytes(name));
        result.File?.Dispose();
        return result.Error;
    }

    public void Dispose()
    {
        Loop.Dispose();
        Root.Dispose();
        Directory.Delete(DirectoryPath, recursive: true);
    }
}
