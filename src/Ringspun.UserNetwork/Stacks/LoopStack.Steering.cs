using System.Buffers;
using System.Collections.Concurrent;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Sharing;
using Ringspun.Tcp.Wire;

namespace Ringspun.UserLevel;

/// <content>
/// Packets of other loops' connections and datagram sockets. A device spreads flows over queues as it likes, and forgets what it once decided: a packet that came to the
/// wrong loop goes to the right one, and nobody answers it by a reset before every loop has said that it is not its own.
/// </content>
internal sealed partial class LoopStack
{
    /// <summary>Packets that may wait to be taken over; more are dropped, as by a device whose queue is full.</summary>
    private const int MostHandedOver = 1024;

    private readonly ConcurrentQueue<HandedOver> _handedOver = new();

    private void Take(ReadOnlySpan<byte> packet, ReceiveHints hints)
    {
        if (_network.Options.Loops == 1)
        {
            Deliver(packet, hints);
        }
        else if (!TryHandOver(packet, hints, 0))
        {
            ShareNeighbor(packet, hints);
            Deliver(packet, hints);
        }
    }

    /// <summary>What a neighbour answers concerns every loop: the device gives it to any of them, seldom to the one that has asked.</summary>
    private void ShareNeighbor(ReadOnlySpan<byte> packet, ReceiveHints hints)
    {
        if (_ethernet is null || !NeighborAnswer.Is(packet))
        {
            return;
        }

        foreach (LoopStack other in _network.Stacks)
        {
            if (!ReferenceEquals(other, this))
            {
                PacketCounts.CountHandOver(other.TryTakeOver(packet, hints, 0));
            }
        }
    }

    private void Deliver(ReadOnlySpan<byte> packet, ReceiveHints hints)
    {
        if (_ethernet is null)
        {
            Stack.Receive(_now, packet, hints);
        }
        else
        {
            _ethernet.Receive(_now, packet, hints);
        }
    }

    /// <returns>Whether there is more.</returns>
    private bool TakeHandedOver(int budget)
    {
        while (budget-- > 0 && _handedOver.TryDequeue(out HandedOver packet))
        {
            ReadOnlySpan<byte> bytes = packet.Bytes.AsSpan(0, packet.Length);
            if (Failure == Errno.None && !TryHandOver(bytes, packet.Hints, packet.Visited))
            {
                Deliver(bytes, packet.Hints);
            }

            ArrayPool<byte>.Shared.Return(packet.Bytes);
        }

        return !_handedOver.IsEmpty;
    }

    /// <summary>
    /// Asks in turn: the loop that the connection's hash names, the others, and that one again, which then has the last word.
    /// </summary>
    /// <returns>False: this loop takes the packet.</returns>
    private bool TryHandOver(ReadOnlySpan<byte> packet, ReceiveHints hints, int visited)
    {
        ReadOnlySpan<byte> inner = packet;
        if (_ethernet is not null)
        {
            inner = inner.Length > EthernetFrame.HeaderLength ? inner[EthernetFrame.HeaderLength..] : default;
        }

        if (!PacketFlow.TryRead(inner, out PacketFlow flow) || Stack.Knows(flow))
        {
            return false;
        }

        if (flow is { IsDatagram: true, IsError: false })
        {
            LoopStack? receiver = OwnerOfDatagram(flow, visited);
            bool isOthers = receiver is not null && !ReferenceEquals(receiver, this);
            if (isOthers)
            {
                PacketCounts.CountHandOver(receiver!.TryTakeOver(packet, hints, visited + 1));
            }

            return isOthers;
        }

        LoopStack[] stacks = _network.Stacks;
        ReadOnlySpan<LoopStack> listening = flow.IsDatagram ? [] : _network.ListeningFor(flow.Local);
        int owner = listening.IsEmpty
            ? _network.Steering.Choose(flow.Local, flow.Remote, _network.Options.Loops) % stacks.Length
            : Array.IndexOf(stacks, listening[_network.Steering.Choose(flow.Local, flow.Remote, listening.Length)]);
        int last = flow.Opens ? 0 : stacks.Length;
        for (; visited <= last; visited++)
        {
            LoopStack next = stacks[(Math.Max(owner, 0) + visited) % stacks.Length];
            if (!ReferenceEquals(next, this))
            {
                PacketCounts.CountHandOver(next.TryTakeOver(packet, hints, visited + 1));
                return true;
            }
        }

        return false;
    }

    /// <summary>Called on another loop's thread.</summary>
    /// <returns>False: there is no room.</returns>
    private bool TryTakeOver(ReadOnlySpan<byte> packet, ReceiveHints hints, int visited)
    {
        if (_handedOver.Count >= MostHandedOver)
        {
            return false;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(bytes);
        _handedOver.Enqueue(new HandedOver(bytes, packet.Length, hints, visited));
        _handle.Signal();
        return true;
    }
}
