using Ringspun.Tcp.Buffers;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>A stack with an IPv4 and an IPv6 address, a test that is everybody else, and the time.</summary>
internal sealed class Rig
{
    public const long Second = 1_000_000_000;

    private readonly byte[] _buffer = new byte[ushort.MaxValue];

    public Rig(Func<StackOptions, StackOptions>? adjust = null, BufferPool? pool = null, byte key = 1)
    {
        StackOptions options = new() { Addresses = [IpPrefix.Parse("10.0.0.1/24"), IpPrefix.Parse("2001:db8::1/64")] };
        Pool = pool ?? new BufferPool(2048);
        Stack = new Stack(adjust?.Invoke(options) ?? options, new StackSecret([.. Enumerable.Repeat(key, StackSecret.Length)]), Pool);
    }

    public Stack Stack { get; }

    public BufferPool Pool { get; }

    public long Now { get; set; } = 10 * Second;

    public static IpAddress Own(bool ipv6) => IpAddress.Parse(ipv6 ? "2001:db8::1" : "10.0.0.1");

    public static IpAddress Peer(bool ipv6) => IpAddress.Parse(ipv6 ? "2001:db8::2" : "10.0.0.2");

    public long this[StackCounter counter] => Stack.Counters[counter];

    public DatagramSocketId OpenUdp(Endpoint local, DatagramSettings? settings = null)
    {
        Assert.Equal(StackError.None, Stack.OpenUdp(local, out DatagramSocketId id, settings));
        return id;
    }

    /// <summary>A socket at port 53 of the family's address.</summary>
    public DatagramSocketId OpenUdp(bool ipv6, DatagramSettings? settings = null) => OpenUdp(new Endpoint(Own(ipv6), 53), settings);

    public void Deliver(ReadOnlySpan<byte> packet) => Stack.Receive(Now, packet);

    /// <summary>All that the stack sends now.</summary>
    public List<byte[]> Sent()
    {
        List<byte[]> packets = [];
        int length;
        while ((length = Stack.Transmit(Now, _buffer, out TransmitHints hints)) > 0)
        {
            Assert.Equal(default, hints);
            packets.Add(_buffer.AsSpan(0, length).ToArray());
        }

        return packets;
    }

    public void ExpectNothing() => Assert.Empty(Sent());

    public void Receive(DatagramSocketId id, ReadOnlySpan<byte> data, Endpoint from)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        Assert.Equal(StackError.None, Stack.ReceiveFrom(id, buffer, out int count, out DatagramInfo info));
        Assert.Equal((from, data.Length), (info.Remote, info.Length));
        Assert.True(data.SequenceEqual(buffer.AsSpan(0, count)));
    }

    public void ReceiveNothing(DatagramSocketId id) => Assert.Equal(StackError.WouldBlock, Stack.ReceiveFrom(id, new byte[1], out _, out _));

    public DatagramSocketInfo Info(DatagramSocketId id)
    {
        Assert.Equal(StackError.None, Stack.GetDatagramSocketInfo(id, out DatagramSocketInfo info));
        return info;
    }

    /// <summary>The events of a socket since the last call; there must be none of others.</summary>
    public ConnectionEvents Events(DatagramSocketId id)
    {
        ConnectionEvents events = ConnectionEvents.None;
        while (Stack.TryTakeEvent(out StackEvent told))
        {
            Assert.Equal((default, default, id), (told.Connection, told.Listener, told.Datagram));
            events |= told.Events;
        }

        return events;
    }
}
