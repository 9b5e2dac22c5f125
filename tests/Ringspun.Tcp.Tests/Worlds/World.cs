using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>
/// Hosts whose applications transfer bytes over connections that open and close as a seed says. The same seed gives the same history, always; a failure
/// leaves the last packets of every link in files.
/// </summary>
internal sealed class World
{
    public const long Second = 1_000_000_000;
    public const ushort Port = 80;

    private const int CaptureBytes = 64 * 1024;

    // An application that is busy comes back to its connection later.
    private const double Busy = 0.05;

    private readonly Dictionary<(Host Host, ConnectionId Id), Party> _open = [];

    public World(int seed, Random random)
    {
        Random = random;
        Internet = new SimulatedInternet(seed, new SimulatedInternetOptions { CaptureBytes = CaptureBytes });
    }

    public Random Random { get; }

    public SimulatedInternet Internet { get; }

    public List<Host> Hosts { get; } = [];

    public List<Party> Parties { get; } = [];

    /// <summary>How many bytes the next transfer sends.</summary>
    public Func<int> Length { get; set; } = static () => 0;

    public bool AllOver => Parties.TrueForAll(static party => party.Transfer.IsOver);

    /// <summary>Adds a host; it has yet to be linked.</summary>
    public Host Add(StackOptions options, string name)
    {
        Host host = Internet.Add(new Host(options, Arbitrary.Bytes(Random, StackSecret.Length)), name);
        host.Application = (now, told) => On(host, now, told);
        Hosts.Add(host);
        return host;
    }

    /// <summary>Has a host take connections at <see cref="Port"/> of all its addresses.</summary>
    public static void Listen(Host host, int backlog)
    {
        Assert.Equal(StackError.None, host.Stack.Listen(new Endpoint(IpAddress.AnyIpv4, Port), backlog, out _));
        Assert.Equal(StackError.None, host.Stack.Listen(new Endpoint(IpAddress.AnyIpv6, Port), backlog, out _));
    }

    /// <summary>Begins a connection and its transfers.</summary>
    public void Open(Host from, Endpoint to, Endpoint local = default, bool speaksAtOnce = false)
    {
        Assert.Equal(StackError.None, from.Stack.Connect(Internet.Now, to, out ConnectionId id, local: local));
        Party party = Begin(from, id);
        if (speaksAtOnce)
        {
            party.Transfer.Step(Internet.Now, Random);
        }

        Internet.Flush(from);
    }

    /// <summary>All applications look at their connections again.</summary>
    public void Step()
    {
        foreach (Party party in Parties)
        {
            if (!party.Transfer.IsOver)
            {
                party.Transfer.Step(Internet.Now, Random);
                Internet.Flush(party.Host);
            }
        }
    }

    /// <summary>An application gives its connection up.</summary>
    public void Abort(Party party)
    {
        party.Transfer.Abort();
        Internet.Flush(party.Host);
    }

    /// <summary>What is not over, for failures.</summary>
    public string Unfinished() => string.Join('\n', Parties.Where(static party => !party.Transfer.IsOver).Select(static party => party.Transfer));

    /// <summary>After all is over, nothing may be left.</summary>
    public void ExpectNothingLeft()
    {
        foreach (Party party in Parties)
        {
            party.Transfer.Release(Internet.Now);
            Internet.Flush(party.Host);
        }

        // What comes to a listener still belongs to nobody.
        foreach (Host host in Hosts)
        {
            host.Application = (_, told) => Drop(host, told);
        }

        Internet.Run(TimeSpan.FromSeconds(4_000));
        Assert.All(Hosts, static host => Assert.Equal((0, 0L), (host.Stack.ConnectionCount, host.Pool.Rented)));
    }

    private static void Drop(Host host, StackEvent told)
    {
        while (host.Stack.Accept(told.Listener, out ConnectionId id, out _) == StackError.None)
        {
            host.Stack.Abort(id);
        }
    }

    private void On(Host host, long now, StackEvent told)
    {
        if (told.Listener.Number != 0)
        {
            while (host.Stack.Accept(told.Listener, out ConnectionId id, out _) == StackError.None)
            {
                Begin(host, id).Transfer.Step(now, Random);
            }
        }
        else if (_open.TryGetValue((host, told.Connection), out Party? party) && Random.NextDouble() >= Busy)
        {
            party.Transfer.Step(now, Random);
        }
    }

    private Party Begin(Host host, ConnectionId id)
    {
        Party party = Party.Begin(host, id, Length());
        Parties.Add(party);
        _open[(host, id)] = party;
        return party;
    }
}
