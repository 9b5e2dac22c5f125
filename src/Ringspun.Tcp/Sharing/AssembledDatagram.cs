using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Sharing;

/// <summary>A datagram that was put together of fragments, and may be another stack's; valid during the call that it is given with.</summary>
public readonly ref struct AssembledDatagram
{
    private readonly IpAddress _source;
    private readonly IpAddress _destination;
    private readonly IpProtocol _protocol;
    private readonly Ecn _ecn;
    private readonly ReadOnlySpan<byte> _payload;

    internal AssembledDatagram(
        in PacketFlow flow, in IpAddress source, in IpAddress destination, IpProtocol protocol, Ecn ecn, ReadOnlySpan<byte> payload)
    {
        Flow = flow;
        _source = source;
        _destination = destination;
        _protocol = protocol;
        _ecn = ecn;
        _payload = payload;
    }

    /// <summary>What it is about.</summary>
    public PacketFlow Flow { get; }

    /// <summary>Its length in bytes as one IP packet.</summary>
    public int Length => HeaderLength + _payload.Length;

    private int HeaderLength => _source.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length;

    /// <summary>Whether a packet can hold so much; fragments can be made to say more.</summary>
    internal bool FitsPacket => !_source.IsIpv4 || Length <= ushort.MaxValue;

    /// <summary>Writes it as one IP packet, without the options and extension headers of its fragments.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    public void Write(Span<byte> buffer)
    {
        // It goes to no router any more.
        const byte OneHop = 1;
        if (_source.IsIpv4)
        {
            Ipv4Header header = new() { Source = _source, Destination = _destination, Protocol = _protocol, TrafficClass = (byte)_ecn, TimeToLive = OneHop };
            header.Write(buffer, _payload.Length);
        }
        else
        {
            Ipv6Header header = new() { Source = _source, Destination = _destination, NextHeader = _protocol, TrafficClass = (byte)_ecn, HopLimit = OneHop };
            header.Write(buffer, _payload.Length);
        }

        _payload.CopyTo(buffer[HeaderLength..]);
    }
}
