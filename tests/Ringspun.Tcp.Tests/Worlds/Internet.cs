using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Traces;
using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>
/// Stacks that are joined by links, in virtual time: packets take their time, wait, get lost, come twice, late or changed, as a seed says. The same seed
/// gives the same history, always.
/// </summary>
internal sealed class Internet(Random random, LinkConditions conditions)
{
    private readonly List<Host> _hosts = [];
    private readonly PriorityQueue<(Host To, byte[] Packet), (long At, long Order)> _flying = new();
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private long _order;

    public long Now { get; private set; } = 1_000_000_000;

    public LinkConditions Conditions { get; set; } = conditions;

    /// <summary>All packets as they were sent.</summary>
    public PcapWriter Pcap { get; } = new();

    public IReadOnlyList<Host> Hosts => _hosts;

    /// <summary>A hash of all that was sent and when: two histories are the same when it is.</summary>
    public ulong History { get; private set; } = 14_695_981_039_346_656_037;

    public Host Add(StackOptions options)
    {
        byte[] secret = new byte[StackSecret.Length];
        random.NextBytes(secret);
        Host host = new(options, new StackSecret(secret));
        _hosts.Add(host);
        return host;
    }

    /// <summary>Moves what can be moved now, then time, until nothing is to come or the limit is reached. A failure leaves all packets in a file.</summary>
    /// <param name="limit">The latest time.</param>
    /// <param name="act">What the applications do; called whenever something may have changed.</param>
    /// <param name="isDone">Whether to end early.</param>
    public void Run(long limit, Action act, Func<bool> isDone)
    {
        try
        {
            Move(limit, act, isDone);
        }
        catch (Exception failure)
        {
            string file = Path.Combine(Path.GetTempPath(), $"ringspun-{Guid.NewGuid():N}.pcap");
            File.WriteAllBytes(file, Pcap.ToArray());
            throw new XunitException($"{failure.Message}\nall packets are in {file}", failure);
        }
    }

    private void Move(long limit, Action act, Func<bool> isDone)
    {
        while (!isDone())
        {
            act();
            bool moved = false;
            foreach (Host host in _hosts)
            {
                moved |= Drain(host);
            }

            if (!moved && !MoveTime(limit))
            {
                return;
            }
        }
    }

    private bool Drain(Host host)
    {
        while (host.Stack.TryTakeEvent(out _))
        {
            // The applications look at their connections whenever anything may have changed.
        }

        bool any = false;
        int length;
        while ((length = host.Stack.Transmit(Now, _buffer, out _)) > 0)
        {
            any = true;
            host.Invariants.Check();
            Carry(host, _buffer.AsSpan(0, length));
        }

        return any;
    }

    private bool MoveTime(long limit)
    {
        long next = _flying.TryPeek(out _, out (long At, long Order) first) ? first.At : long.MaxValue;
        foreach (Host host in _hosts)
        {
            next = Math.Min(next, host.Stack.NextDeadline);
        }

        if (next > limit)
        {
            Now = Math.Max(Now, limit);
            return false;
        }

        Now = Math.Max(Now, next);
        foreach (Host host in _hosts)
        {
            host.Stack.Advance(Now);
            host.Invariants.Check();
        }

        while (_flying.TryPeek(out (Host To, byte[] Packet) flight, out (long At, long Order) due) && due.At <= Now)
        {
            _flying.Dequeue();
            flight.To.Stack.Receive(Now, flight.Packet);
            flight.To.Invariants.Check();
        }

        return true;
    }

    private void Carry(Host from, ReadOnlySpan<byte> packet)
    {
        Pcap.Add(Now, packet);
        foreach (byte b in packet)
        {
            History = (History ^ b) * 1_099_511_628_211;
        }

        History = (History ^ (ulong)Now) * 1_099_511_628_211;
        IpAddress to = packet[0] >> 4 == 4 ? IpAddress.ReadIpv4(packet[16..]) : IpAddress.ReadIpv6(packet[24..]);
        Host? receiver = _hosts.Find(host => host.Stack.Options.Addresses.Any(own => own.Address == to));
        if (receiver is null || packet.Length > Conditions.Mtu || IsLost(from))
        {
            return;
        }

        int copies = random.NextDouble() < Conditions.Duplication ? 2 : 1;
        for (; copies > 0; copies--)
        {
            byte[] copy = packet.ToArray();
            if (random.NextDouble() < Conditions.Corruption)
            {
                copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
            }

            if (TryQueue(from, copy.Length, out long departure))
            {
                long delay = Conditions.Delay + (Conditions.Jitter > 0 ? random.NextInt64(Conditions.Jitter) : 0);
                delay += random.NextDouble() < Conditions.Straggling ? Conditions.Delay * random.Next(1, 8) : 0;
                _flying.Enqueue((receiver, copy), (departure + delay, _order++));
            }
        }
    }

    private bool IsLost(Host from)
    {
        double chance = from.LastWasLost && Conditions.Burst > 0 ? Conditions.Burst : Conditions.Loss;
        from.LastWasLost = random.NextDouble() < chance;
        return from.LastWasLost;
    }

    private bool TryQueue(Host from, int length, out long departure)
    {
        departure = Now;
        if (Conditions.Rate == 0)
        {
            return true;
        }

        long start = Math.Max(Now, from.LinkFreeAt);
        long waiting = (start - Now) * Conditions.Rate / 8_000_000_000;
        if (waiting + length > Conditions.Queue)
        {
            return false;
        }

        departure = start + (length * 8_000_000_000 / Conditions.Rate);
        from.LinkFreeAt = departure;
        return true;
    }

    /// <summary>A stack on the internet.</summary>
    internal sealed class Host(StackOptions options, StackSecret secret)
    {
        public Buffers.BufferPool Pool { get; } = new(2048, 64 << 20);

        public Stack Stack => field ??= new Stack(options, secret, Pool);

        public Invariants Invariants => field ??= new Invariants(Stack);

        public bool LastWasLost { get; set; }

        public long LinkFreeAt { get; set; }
    }
}
