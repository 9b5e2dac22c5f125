using System.Collections.Immutable;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>All state of a stack, as a value.</summary>
internal sealed record ReferenceStack
{
    public ReferenceStack(StackOptions options, StackSecret secret)
    {
        Options = options;
        Hash = new KeyedHash(secret);
        Routes = new RouteTable(options);
    }

    // What never changes.
    public StackOptions Options { get; }

    public KeyedHash Hash { get; }

    public RouteTable Routes { get; }

    public ImmutableSortedDictionary<int, Connection> Connections { get; init; } = ImmutableSortedDictionary<int, Connection>.Empty;

    public ImmutableSortedDictionary<int, Listener> Listeners { get; init; } = ImmutableSortedDictionary<int, Listener>.Empty;

    /// <summary>Resets and cookies that wait to be sent.</summary>
    public ImmutableList<Answer> Answers { get; init; } = [];

    /// <summary>RFC 6056 section 3.3.4: how many ports were chosen by each counter.</summary>
    public ImmutableSortedDictionary<int, ushort> PortCounters { get; init; } = ImmutableSortedDictionary<int, ushort>.Empty;

    public int LastConnection { get; init; }

    public int LastListener { get; init; }

    public bool HasRoom => Connections.Count < Options.MaxConnections;

    /// <summary>The first time at which something is due.</summary>
    public long NextDeadline => Connections.Values.Select(static connection => connection.NextDeadline).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>The connection between two ends, one that is over excepted.</summary>
    public Connection? Find(Endpoint local, Endpoint remote) => Connections.Values.FirstOrDefault(connection =>
        connection.State != TcpState.Closed && connection.Local == local && connection.Remote == remote);

    /// <summary>The listener of an address, or else that of all addresses of its family.</summary>
    public Listener? FindListener(Endpoint local)
    {
        Endpoint any = local with { Address = local.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6 };
        return Listeners.Values.FirstOrDefault(listener => listener.Local == local) ?? Listeners.Values.FirstOrDefault(listener => listener.Local == any);
    }

    /// <summary>Connections of a listener that are half open or wait to be accepted.</summary>
    public int Backlog(Listener listener) =>
        listener.Queue.Count + Connections.Values.Count(connection => connection.HalfOpen && connection.Listener == listener.Number);

    /// <summary>What has become of a connection takes its place. One that is over and has no owner goes; one that is open now waits to be accepted.</summary>
    public ReferenceStack Put(Connection connection)
    {
        bool gone = connection is { State: TcpState.Closed, GivenUp: true };
        ReferenceStack after = this with
        {
            Answers = Answers.AddRange(connection.Answers),
            Connections = gone ? Connections.Remove(connection.Number) : Connections.SetItem(connection.Number, connection with { Answers = [] }),
        };
        if (!connection.Queued || after.Listeners[connection.Listener!.Value] is not { } listener || listener.Queue.Contains(connection.Number))
        {
            return after;
        }

        return after.Put(listener with { Queue = listener.Queue.Add(connection.Number), Announced = true });
    }

    public ReferenceStack Put(Listener listener) => this with { Listeners = Listeners.SetItem(listener.Number, listener) };

    public ReferenceStack Reply(Answer answer) => this with { Answers = Answers.Add(answer) };
}
