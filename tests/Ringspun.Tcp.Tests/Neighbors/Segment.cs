using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Neighbors;
using Ringspun.Tcp.Tests.Scripts;

namespace Ringspun.Tcp.Tests.Neighbors;

/// <summary>Two stacks on one Ethernet, step by step; every frame is remembered.</summary>
internal sealed class Segment
{
    public static readonly MacAddress MacOfA = new(0x02_00_00_00_00_0A);
    public static readonly MacAddress MacOfB = new(0x02_00_00_00_00_0B);
    public static readonly MacAddress Stranger = new(0x02_00_00_00_00_99);

    private readonly byte[] _buffer = new byte[2000];

    public Segment(Func<StackOptions, StackOptions>? adjust = null)
    {
        A = Make("10.0.0.1/8", "fd00::1/64", MacOfA, adjust ?? (static options => options));
        B = Make("10.0.0.2/8", "fd00::2/64", MacOfB, static options => options);
    }

    public EthernetStack A { get; }

    public EthernetStack B { get; }

    public long Now { get; private set; } = 10 * Script.Second;

    /// <summary>All frames that A has sent, since they were last taken.</summary>
    public List<byte[]> FromA { get; } = [];

    public bool IsCut { get; set; }

    /// <summary>What A sends now, without anybody getting it.</summary>
    public List<byte[]> TakeFromA()
    {
        Drain(A, FromA, null);
        List<byte[]> taken = [.. FromA];
        FromA.Clear();
        return taken;
    }

    /// <summary>Lets both talk until neither has anything to say.</summary>
    public void Settle()
    {
        for (int round = 0; round < 100; round++)
        {
            if (Drain(A, FromA, B) + Drain(B, [], A) == 0)
            {
                return;
            }
        }

        Assert.Fail("They talk without end.");
    }

    public void Advance(long nanoseconds)
    {
        Settle();
        long end = Now + nanoseconds;
        while (Now < end)
        {
            Now = Math.Max(Now + 1, Math.Min(end, Math.Min(A.NextDeadline, B.NextDeadline)));
            A.Advance(Now);
            B.Advance(Now);
            Settle();
        }
    }

    /// <summary>A connection from A to B that is open, and its handle at A.</summary>
    public ConnectionId Connect(string address)
    {
        Endpoint remote = new(IpAddress.Parse(address), 80);
        Assert.Equal(StackError.None, B.Stack.Listen(remote, 10, out _));
        Assert.Equal(StackError.None, A.Stack.Connect(Now, remote, out ConnectionId id));
        Settle();
        Assert.Equal(StackError.None, A.Stack.GetInfo(id, out ConnectionInfo info));
        Assert.Equal(TcpState.Established, info.State);
        return id;
    }

    public void Deliver(EthernetStack to, ReadOnlySpan<byte> frame) => to.Receive(Now, frame);

    private static EthernetStack Make(string ipv4, string ipv6, MacAddress mac, Func<StackOptions, StackOptions> adjust) => new(
        new Stack(adjust(new StackOptions { Addresses = [IpPrefix.Parse(ipv4), IpPrefix.Parse(ipv6)], Tcp = new TcpSettings { NoDelay = true } }), new StackSecret("0123456789abcdef"u8), new BufferPool()), mac);

    private int Drain(EthernetStack from, List<byte[]> seen, EthernetStack? to)
    {
        int count = 0;
        int length;
        while ((length = from.Transmit(Now, _buffer, out _)) > 0)
        {
            count++;
            seen.Add(_buffer[..length]);
            if (!IsCut)
            {
                to?.Receive(Now, _buffer.AsSpan(0, length));
            }
        }

        return count;
    }
}
