using System.Diagnostics.CodeAnalysis;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>Puts fragments together (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5), in bounded memory: the oldest datagram gives way to a new one.</summary>
internal sealed class Reassembler(StackCounters counters)
{
    /// <summary>The most datagrams at a time; each may take 64 KiB.</summary>
    public const int MaxDatagrams = 16;

    // RFC 8200 section 4.5; RFC 1122 section 3.3.2 wants 60 to 120 seconds for IPv4.
    private const long Lifetime = 60_000_000_000;

    private readonly List<Reassembly> _waiting = new(MaxDatagrams);
    private readonly Stack<Reassembly> _free = new(MaxDatagrams);

    /// <summary>The datagrams that wait for more.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>When the oldest datagram is given up; <see cref="long.MaxValue"/> when none waits.</summary>
    public long Deadline => _waiting.Count == 0 ? long.MaxValue : _waiting[0].Since + Lifetime;

    /// <summary>Adds a fragment.</summary>
    /// <param name="now">The time.</param>
    /// <param name="key">The datagram.</param>
    /// <param name="offset">Where the data belongs.</param>
    /// <param name="more">Whether other fragments follow it.</param>
    /// <param name="protocol">What the datagram's payload begins with, as this fragment says.</param>
    /// <param name="data">The fragment's data.</param>
    /// <param name="packet">The packet that it came in.</param>
    /// <param name="ecn">What the fragment's header says of congestion.</param>
    /// <returns>The datagram when it is whole now; valid until the next call.</returns>
    public Reassembly? Add(
        long now, in FragmentKey key, int offset, bool more, IpProtocol protocol, ReadOnlySpan<byte> data, InvokingPacket packet = default, Ecn ecn = Ecn.NotCapable)
    {
        while (TryExpire(now, out _))
        {
        }

        int index = Find(key);
        if (index < 0)
        {
            index = Begin(key, now);
        }

        Reassembly reassembly = _waiting[index];
        bool fits = reassembly.TryAdd(offset, more, protocol, data, packet, ecn);
        if (fits && !reassembly.IsComplete)
        {
            return null;
        }

        Release(index);
        if (fits)
        {
            return reassembly;
        }

        counters.Count(StackCounter.FragmentsDropped);
        return null;
    }

    /// <summary>Gives up the datagram whose first fragment came first, when its time has run out.</summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">What there is of it, when the result is true; valid until the next call.</param>
    public bool TryExpire(long now, [NotNullWhen(true)] out Reassembly? datagram)
    {
        datagram = null;
        if (Deadline > now)
        {
            return false;
        }

        counters.Count(StackCounter.FragmentsDropped);
        datagram = _waiting[0];
        Release(0);
        return true;
    }

    private int Find(in FragmentKey key)
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    private int Begin(in FragmentKey key, long now)
    {
        if (_waiting.Count == MaxDatagrams)
        {
            counters.Count(StackCounter.FragmentsDropped);
            Release(0);
        }

        Reassembly reassembly = _free.TryPop(out Reassembly? used) ? used : new Reassembly();
        reassembly.Begin(key, now);
        _waiting.Add(reassembly);
        return _waiting.Count - 1;
    }

    private void Release(int index)
    {
        _free.Push(_waiting[index]);
        _waiting.RemoveAt(index);
    }
}
