using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The processes of a measurement that are alive now. They end in the order in which a peer's end harms nobody: the youngest first.</summary>
internal sealed class EndProcesses(TwoNetworks networks, Cores cores) : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly string[] Itself = [typeof(EndProcesses).Assembly.Location];

    private readonly Lock _gate = new();
    private readonly Stack<IDisposable> _alive = new();
    private bool _isOver;

    /// <summary>Starts an end under test, and waits until it listens.</summary>
    public ControlledProcess StartEnd(Contender contender)
    {
        string[] device = contender.Device is { } name ? ["--device", name] : [];
        ControlledProcess end = Add(() => new ControlledProcess(contender.Name, networks.Start(
            contender, cores.Server, Environment.ProcessPath!,
            [.. Itself, TcpEndCommand.Name, contender.Driver, $"{contender.Address}/{Contender.PrefixLength}", .. device])));
        end.Read("start", StartPatience);
        networks.SetCongestionControl(contender);
        return end;
    }

    /// <summary>Starts a kernel's end.</summary>
    public ControlledProcess StartPeer() => Add(() => new ControlledProcess(
        "the kernel's end", Programs.OnCore(cores.Load, Environment.ProcessPath!, [.. Itself, TcpPeerCommand.Name])));

    /// <summary>Starts a web server, and waits until it listens.</summary>
    public StackServer StartServer(Contender contender, string site)
    {
        StackServer server = Add(() => new StackServer(networks, contender, site, cores.Server));
        networks.SetCongestionControl(contender);
        return server;
    }

    /// <summary>Ends all; others may be started then.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            while (_alive.TryPop(out IDisposable? process))
            {
                process.Dispose();
            }
        }
    }

    /// <summary>Ends all for good. Any thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                EndAll();
                networks.Dispose();
            }
        }
    }

    private T Add<T>(Func<T> start)
        where T : IDisposable
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            T process = start();
            _alive.Push(process);
            return process;
        }
    }
}
