using System.Net;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>
/// The user-level stack on loops of its own, and the kernel's TCP on another thread's loop, in a network that nobody else sees: the kernel is 10.0.0.1 and
/// fd00::1, the stack 10.0.0.2 and fd00::2.
/// </summary>
internal sealed class PeerWorld : IDisposable
{
    public const string Interface = "peer0";
    public static readonly IPAddress KernelAddress = IPAddress.Parse("10.0.0.1");
    public static readonly IPAddress KernelIpv6 = IPAddress.Parse("fd00::1");
    public static readonly IPAddress StackAddress = IPAddress.Parse("10.0.0.2");
    public static readonly IPAddress StackIpv6 = IPAddress.Parse("fd00::2");

    /// <summary>After this a test counts as hung; far beyond what any needs on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly Runtime _stackLoops;
    private readonly Runtime _kernelLoops;

    private PeerWorld(string driver, ILink link, UserNetworkOptions options)
    {
        Stack = new UserNetwork(options with { Logger = Log }, link);
        try
        {
            // Threads inherit the network of the thread that starts them.
            _stackLoops = LoopThread.StartLoops(options.Loops, () => driver == "epoll" ? EpollAioDriver.Create() : IoUringDriver.Create());
            _kernelLoops = LoopThread.StartLoops(1, static () => EpollAioDriver.Create());
            foreach (EventLoop loop in StackLoops)
            {
                _ = Wait(On(loop, () => Join(loop)));
            }
        }
        catch
        {
            _kernelLoops?.Dispose();
            _stackLoops?.Dispose();
            Stack.Dispose();
            throw;
        }
    }

    /// <summary>The drivers of the stack's loops, for theories.</summary>
    public static TheoryData<string> Drivers => ["epoll", "io_uring"];

    public static UserNetworkOptions Options { get; } = new()
    {
        Addresses = [IpPrefix.Parse("10.0.0.2/24"), IpPrefix.Parse("fd00::2/64")],
    };

    /// <summary>The kernel's own addresses.</summary>
    public static IReadOnlyList<InterfaceAddress> KernelAddresses { get; } = [new InterfaceAddress(KernelAddress, 24), new InterfaceAddress(KernelIpv6, 64)];

    public UserNetwork Stack { get; }

    public KernelNetwork Kernel { get; } = new();

    public NetworkLog Log { get; } = new();

    public IReadOnlyList<EventLoop> StackLoops => _stackLoops.Loops;

    public EventLoop StackLoop => _stackLoops.Loops[0];

    public EventLoop KernelLoop => _kernelLoops.Loops[0];

    /// <summary>Runs a test in a network of its own.</summary>
    /// <param name="driver">The driver of the stack's loops.</param>
    /// <param name="open">Opens the link, in that network.</param>
    /// <param name="body">The test, on a thread of that network that is no loop's.</param>
    /// <param name="options">What the stack is to be.</param>
    public static void Run(string driver, Func<ILink> open, Action<PeerWorld> body, UserNetworkOptions? options = null) => NetworkNamespace.Run(() =>
    {
        using PeerWorld world = new(driver, open(), options ?? Options);
        body(world);
    });

    /// <summary>Runs a fiber on a loop of another thread.</summary>
    public static Task<T> On<T>(EventLoop loop, Func<Fiber<T>> body)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.SpawnDetached(
            static async work =>
            {
                try
                {
                    work.done.SetResult(await work.body());
                }
                catch (Exception exception)
                {
                    work.done.SetException(exception);
                }
            },
            (body, done));
        return done.Task;
    }

    /// <summary>Waits for what runs on a loop; a test that hangs fails here.</summary>
    public T Wait<T>(Task<T> work)
    {
        bool isOver = Task.WaitAny([work], Patience) == 0;
        Assert.True(isOver, Hangs());
        return work.GetAwaiter().GetResult();
    }

    /// <summary>Waits for all of it; the first failure counts.</summary>
    public (T1 One, T2 Two) Wait<T1, T2>(Task<T1> one, Task<T2> two)
    {
        // One that has failed explains best why the other waits.
        int first = Task.WaitAny([one, two], Patience);
        Assert.True(first >= 0, Hangs());
        (first == 0 ? (Task)one : two).GetAwaiter().GetResult();
        return (Wait(one), Wait(two));
    }

    /// <summary>A connection between the kernel and the stack, with something to do for both ends.</summary>
    /// <param name="kernelListens">Whether the kernel is the server.</param>
    /// <param name="six">Whether it goes by IPv6.</param>
    /// <param name="kernel">The kernel's end, on the kernel's loop.</param>
    /// <param name="stack">The stack's end, on the stack's first loop.</param>
    public (TKernel Kernel, TStack Stack) Meet<TKernel, TStack>(
        bool kernelListens, bool six, Func<IConnection, Fiber<TKernel>> kernel, Func<IConnection, Fiber<TStack>> stack)
    {
        INetwork server = kernelListens ? Kernel : Stack;
        using IBinding binding = server.Bind(new IPEndPoint(AddressOf(kernelListens, six), 0));
        IListener listener = Wait(On(kernelListens ? KernelLoop : StackLoop, () => Listen(binding)));
        return kernelListens
            ? Wait(On(KernelLoop, () => Accept(listener, kernel)), On(StackLoop, () => Connect(Stack, binding.LocalEndPoint, stack)))
            : Wait(On(KernelLoop, () => Connect(Kernel, binding.LocalEndPoint, kernel)), On(StackLoop, () => Accept(listener, stack)));
    }

    public static async Fiber<IListener> Listen(IBinding binding)
    {
        await Fiber.Yield();
        return binding.Listen(EventLoop.Current!);
    }

    public static IPAddress AddressOf(bool kernel, bool six) => (kernel, six) switch
    {
        (true, false) => KernelAddress,
        (true, true) => KernelIpv6,
        (false, false) => StackAddress,
        _ => StackIpv6,
    };

    public void Dispose()
    {
        _kernelLoops.Dispose();
        _stackLoops.Dispose();
        Stack.Dispose();
    }

    private static async Fiber<T> Accept<T>(IListener listener, Func<IConnection, Fiber<T>> body)
    {
        using (listener)
        {
            using IConnection connection = await listener.AcceptAsync();
            return await body(connection);
        }
    }

    private static async Fiber<T> Connect<T>(INetwork network, EndPoint server, Func<IConnection, Fiber<T>> body)
    {
        using IConnection connection = await network.ConnectAsync(server);
        return await body(connection);
    }

    private string Hangs() => $"The test still runs after {Patience.TotalSeconds} seconds: it hangs. The network's log: {Log}";

    private async Fiber<bool> Join(EventLoop loop)
    {
        await Fiber.Yield();
        Stack.Join(loop);
        return true;
    }
}
