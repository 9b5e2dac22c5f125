using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Neighbors;

/// <summary>
/// A stack on Ethernet: frames instead of packets, and between them the neighbours' addresses, by ARP (RFC 826) and by neighbour discovery (RFC 4861),
/// with neighbour unreachability detection for both. As pure as the stack itself.
/// </summary>
/// <remarks>
/// Calls of connections go to <see cref="Stack"/> as ever. The addresses are taken as unique (no duplicate address detection), and routers are those that the
/// options name: advertisements and redirects are not listened to, so nobody on the link can change the routes.
/// </remarks>
public sealed partial class EthernetStack
{
    // RFC 4861 section 10, and the same for ARP.
    private const long Second = 1_000_000_000;
    private const long RetransTimer = Second;
    private const long ReachableTime = 30 * Second;
    private const long DelayFirstProbeTime = 5 * Second;
    private const int MaxSolicit = 3;

    private const int ControlBytes = 16 * 1024;

    private readonly NeighborCache _neighbors = new();
    private readonly ReplyQueue _control = new(ControlBytes);
    private readonly Queue<Neighbor> _resolved = new();
    private int _sentOfResolved;

    /// <summary>Puts a stack on Ethernet.</summary>
    /// <param name="stack">The stack; its packets are received and transmitted here from now on.</param>
    /// <param name="address">The interface's own address.</param>
    /// <exception cref="ArgumentException">The address is a group's.</exception>
    public EthernetStack(Stack stack, MacAddress address)
    {
        ArgumentNullException.ThrowIfNull(stack);
        if (address.IsGroup)
        {
            throw new ArgumentException($"{address} is the address of a group", nameof(address));
        }

        Stack = stack;
        Address = address;
    }

    /// <summary>The stack.</summary>
    public Stack Stack { get; }

    /// <summary>The interface's own address.</summary>
    public MacAddress Address { get; }

    /// <summary>When <see cref="Advance"/> is next to be called; see <see cref="Stack.NextDeadline"/>.</summary>
    public long NextDeadline => Math.Min(Stack.NextDeadline, _neighbors.NextDeadline);

    /// <summary>A frame has arrived; see <see cref="Stack.Receive(long, ReadOnlySpan{byte}, ReceiveHints)"/>.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="frame">The frame, without preamble and check sequence.</param>
    /// <param name="hints">What the device knows of it.</param>
    public void Receive(long now, ReadOnlySpan<byte> frame, ReceiveHints hints = default)
    {
        Refusal refusal = EthernetFrame.TryParse(frame, out EthernetFrame parsed);
        if (refusal != Refusal.None)
        {
            Stack.Counters.Count(refusal);
            return;
        }

        if (parsed.Destination != Address && !parsed.Destination.IsGroup)
        {
            Stack.Counters.Count(StackCounter.NotForUs);
            return;
        }

        switch (parsed.Type)
        {
            case EtherType.Arp:
                ReceiveArp(now, parsed.Payload);
                break;
            case EtherType.Ipv6 when IsNeighborMessage(parsed.Payload):
                ReceiveNeighbor(now, parsed.Payload);
                break;
            case EtherType.Ipv4 or EtherType.Ipv6 when parsed.Destination.IsGroup:
                // Nothing here listens to groups; and what is for one host alone does not come to all (RFC 1122 section 3.3.6).
                Stack.Counters.Count(StackCounter.NotForUs);
                break;
            case EtherType.Ipv4 or EtherType.Ipv6:
                Stack.Receive(now, parsed.Payload, hints);
                break;
            default:
                Stack.Counters.Count(StackCounter.UnknownProtocol);
                break;
        }
    }

    /// <summary>Writes the next frame to be sent; see <see cref="Stack.Transmit"/>.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="buffer">Room for a packet as the stack wants it, and an Ethernet header before it.</param>
    /// <param name="hints">What the device has to do; offsets count from the frame's beginning.</param>
    /// <param name="gathered">Where the data of long segments may be left in its place; null: the whole frame stands in the buffer.</param>
    /// <returns>The frame's length; 0 when nothing is to be sent now.</returns>
    public int Transmit(long now, Span<byte> buffer, out TransmitHints hints, PayloadParts? gathered = null)
    {
        hints = default;
        gathered?.Clear();
        int written = _control.Dequeue(buffer);
        if (written > 0 || (written = TransmitResolved(now, buffer, out hints)) > 0)
        {
            return written;
        }

        Span<byte> packet = buffer[EthernetFrame.HeaderLength..];
        while ((written = Stack.Transmit(now, packet, out hints, gathered)) > 0)
        {
            if (TryAddress(now, packet[..written], hints, gathered, out MacAddress destination))
            {
                return Finish(buffer, written, destination, ref hints);
            }

            // The question for the address goes out first.
            if ((written = _control.Dequeue(buffer)) > 0)
            {
                hints = default;
                return written;
            }
        }

        return 0;
    }

    /// <summary>Does what is due; see <see cref="Stack.Advance"/>.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    public void Advance(long now)
    {
        Stack.Advance(now);
        while (_neighbors.Due(now) is { } neighbor)
        {
            Expire(now, neighbor);
        }
    }

    /// <summary>The packets that have waited for an address that is known now.</summary>
    private int TransmitResolved(long now, Span<byte> buffer, out TransmitHints hints)
    {
        hints = default;
        while (_resolved.TryPeek(out Neighbor? neighbor))
        {
            if (_sentOfResolved < neighbor.Waiting.Count)
            {
                (byte[] packet, hints) = neighbor.Waiting[_sentOfResolved++];
                if (packet.Length + EthernetFrame.HeaderLength <= buffer.Length)
                {
                    packet.CopyTo(buffer[EthernetFrame.HeaderLength..]);
                    Use(now, neighbor);
                    return Finish(buffer, packet.Length, neighbor.Mac, ref hints);
                }

                continue;
            }

            neighbor.Forget();
            _sentOfResolved = 0;
            _ = _resolved.Dequeue();
        }

        return 0;
    }

    private int Finish(Span<byte> buffer, int length, MacAddress destination, ref TransmitHints hints)
    {
        const int Header = EthernetFrame.HeaderLength;
        EtherType type = buffer[Header] >> 4 == 4 ? EtherType.Ipv4 : EtherType.Ipv6;
        EthernetFrame.Write(buffer, destination, Address, type);
        hints = hints with
        {
            HeaderLength = hints.HeaderLength == 0 ? 0 : hints.HeaderLength + Header,
            ChecksumStart = hints.ChecksumStart == 0 ? 0 : hints.ChecksumStart + Header,
        };
        return length + Header;
    }

    /// <summary>Whom a packet goes to on the link. False: it waits for the answer, or was dropped.</summary>
    private bool TryAddress(long now, Span<byte> packet, in TransmitHints hints, PayloadParts? gathered, out MacAddress destination)
    {
        RouteTable routes = Stack.Routes;
        IpAddress address = packet[0] >> 4 == 4 ? IpAddress.ReadIpv4(packet[16..]) : IpAddress.ReadIpv6(packet[24..]);
        destination = MacAddress.Broadcast;
        if (routes.IsBroadcast(address))
        {
            return true;
        }

        if (address.IsMulticast)
        {
            // RFC 1112 section 6.4, RFC 2464 section 7.
            destination = address.IsIpv4 ? new MacAddress(0x0100_5E00_0000UL | (address.Ipv4 & 0x7F_FFFF)) : MacAddress.ForMulticast(address);
            return true;
        }

        if (!routes.TryFind(address, out IpAddress nextHop))
        {
            Stack.Counters.Count(StackCounter.NeighborPacketsDropped);
            return false;
        }

        Neighbor? neighbor = _neighbors.Find(nextHop);
        if (neighbor is null)
        {
            neighbor = _neighbors.Add(nextHop);
            if (neighbor is null)
            {
                Stack.Counters.Count(StackCounter.NeighborPacketsDropped);
                return false;
            }

            Solicit(now, neighbor, NeighborState.Incomplete);
        }

        if (neighbor.State == NeighborState.Incomplete)
        {
            gathered?.CopyTo(packet);
            if (neighbor.Hold(packet, hints))
            {
                Stack.Counters.Count(StackCounter.NeighborPacketsDropped);
            }

            return false;
        }

        Use(now, neighbor);
        destination = neighbor.Mac;
        return true;
    }
}
