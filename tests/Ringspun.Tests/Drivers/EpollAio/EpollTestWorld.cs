using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Ringspun.Tests.EpollAio;

/// <summary>A loop on epoll, its log, and plain blocking sockets as peers.</summary>
internal sealed class EpollTestWorld : IDisposable, ILogger
{
    private int _sockets;

    private EpollTestWorld(EpollAioOptions? options)
    {
        Driver = EpollAioDriver.Create(options, this);
        Loop = new EventLoop(Driver);
        DirectoryPath = Directory.CreateTempSubdirectory("ringspun-test-").FullName;
        Root = DirectoryHandle.Open(DirectoryPath);
    }

    public EpollAioDriver Driver { get; }

    public EventLoop Loop { get; }

    public KernelNetwork Network { get; } = new();

    public string DirectoryPath { get; }

    public DirectoryHandle Root { get; }

    public List<string> Log { get; } = [];

    public static void Run(Func<EpollTestWorld, Fiber> body, EpollAioOptions? options = null) => LoopThread.Run(() =>
    {
        using var world = new EpollTestWorld(options);
        world.Loop.RunUntil(body, world);
    });

    /// <summary>For tests that drive the loop themselves, turn by turn.</summary>
    public static void Drive(Action<EpollTestWorld> body, EpollAioOptions? options = null) => LoopThread.Run(() =>
    {
        using var world = new EpollTestWorld(options);
        body(world);
    });

    /// <summary>Takes turns until a fiber has ended.</summary>
    public void TurnUntilEnded(Func<EpollTestWorld, Fiber> body)
    {
        FiberHandle fiber = Loop.Spawn(body, this);
        while (!fiber.IsCompleted)
        {
            Loop.RunOnce(TimeSpan.FromMilliseconds(1));
        }

        fiber.GetAwaiter().GetResult();
    }

    /// <summary>Takes turns until epoll has reported something, although perhaps nobody waits for it.</summary>
    public void TurnUntilAnEvent()
    {
        long before = Driver.Events;
        while (Driver.Events == before)
        {
            Loop.RunOnce(TimeSpan.FromMilliseconds(1));
        }
    }

    public IListener Listen()
    {
        using IBinding binding = Network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return binding.Listen(Loop);
    }

    /// <summary>A connection whose other end is a plain socket, so that the test decides exactly what reaches the kernel when.</summary>
    public async Fiber<(IConnection Connection, Socket Peer)> ConnectPeer()
    {
        using IListener listener = Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        peer.Connect(listener.LocalEndPoint);
        return (await listener.AcceptAsync(), peer);
    }

    public async Fiber<(IConnection Client, IConnection Server)> Connect()
    {
        using IListener listener = Listen();
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection client = await Network.ConnectAsync(listener.LocalEndPoint);
        return (client, await accept);
    }

    /// <summary>The same over a unix socket, where what is sent has arrived when the call returns.</summary>
    public async Fiber<(IConnection Connection, Socket Peer)> ConnectUnixPeer()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(DirectoryPath, "socket-" + _sockets++));
        using IBinding binding = Network.Bind(endPoint);
        using IListener listener = binding.Listen(Loop);
        var peer = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        peer.Connect(endPoint);
        return (await listener.AcceptAsync(), peer);
    }

    public string WriteFile(string name, ReadOnlySpan<byte> contents)
    {
        string path = Path.Combine(DirectoryPath, name);
        File.WriteAllBytes(path, contents);
        return path;
    }

    public async Fiber<IFile> Open(string name, FileOpenOptions options = FileOpenOptions.None)
    {
        FileOpenResult result = await Loop.Driver.Files.OpenBeneathAsync(Root, System.Text.Encoding.UTF8.GetBytes(name), options);
        Assert.Equal(Errno.None, result.Error);
        return result.File!;
    }

    public void Dispose()
    {
        Loop.Dispose();
        Root.Dispose();
        Directory.Delete(DirectoryPath, recursive: true);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Add(formatter(state, exception));
}
