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

    private bool HasRoomForHandOver => _handedOver.Count < MostHandedOver;

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
            if (Failure == Errno.None)
            {
                TakeHandedOver(packet);
            }

            ArrayPool<byte>.Shared.Return(packet.Bytes);
        }

        return !_handedOver.IsEmpty;
    }

    private void TakeHandedOver(in HandedOver packet)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes.AsSpan(0, packet.Length);
        if (!packet.IsAssembled)
        {
            if (!TryHandOver(bytes, packet.Hints, packet.Visited))
            {
                Deliver(bytes, packet.Hints);
            }

            return;
        }

        int visited = packet.Visited;
        if (PacketFlow.TryRead(bytes, out PacketFlow flow) && FindNext(flow, ref visited) is { } next)
        {
            PacketCounts.CountHandOver(next.TryTakeOver(bytes, packet.Hints, visited, isAssembled: true));
        }
        else
        {
            Stack.Receive(_now, bytes, packet.Hints);
        }
    }

    /// <returns>False: this loop takes the packet.</returns>
    private bool TryHandOver(ReadOnlySpan<byte> packet, ReceiveHints hints, int visited)
    {
        ReadOnlySpan<byte> inner = packet;
        if (_ethernet is not null)
        {
            inner = inner.Length > EthernetFrame.HeaderLength ? inner[EthernetFrame.HeaderLength..] : default;
        }

        LoopStack? next;
        if (PacketFlow.TryRead(inner, out PacketFlow flow))
        {
            next = FindNext(flow, ref visited);
        }
        else
        {
            // Loops that join while a datagram's fragments come change who gets the next one; once handed over it stays where it is.
            next = visited == 0 ? FindAssembler(inner) : null;
            visited++;
        }

        if (next is not null)
        {
            PacketCounts.CountHandOver(next.TryTakeOver(packet, hints, visited));
        }

        return next is not null;
    }

    /// <summary>
    /// Who is to be asked next about a packet: the loop that has the socket of a datagram; of a connection the loop that its hash names, the others, and that one
    /// again, which then has the last word.
    /// </summary>
    /// <param name="flow">What the packet is about.</param>
    /// <param name="visited">How many loops have been asked; with the next one, when there is one.</param>
    /// <returns>Another loop; null: this one takes the packet.</returns>
    private LoopStack? FindNext(in PacketFlow flow, ref int visited)
    {
        if (Stack.Knows(flow))
        {
            return null;
        }

        if (flow is { IsDatagram: true, IsError: false })
        {
            LoopStack? receiver = OwnerOfDatagram(flow, visited++);
            return ReferenceEquals(receiver, this) ? null : receiver;
        }

        // In this order: who listens has joined before.
        ReadOnlySpan<LoopStack> listening = flow.IsDatagram ? [] : _network.ListeningFor(flow.Local);
        LoopStack[] stacks = _network.Stacks;
        LoopStack owner = listening.IsEmpty
            ? stacks[_network.Steering.Choose(flow.Local, flow.Remote, _network.Options.Loops) % stacks.Length]
            : listening[_network.Steering.Choose(flow.Local, flow.Remote, listening.Length)];
        if (flow.Opens)
        {
            // Its listener may have been closed while the packet was on its way: then those that are left are asked, until one of them has it.
            bool isHere = ReferenceEquals(owner, this) || (visited > 0 && (listening.IsEmpty || listening.Contains(this)));
            return isHere || visited++ > stacks.Length ? null : owner;
        }

        for (int first = Array.IndexOf(stacks, owner); visited <= stacks.Length; visited++)
        {
            LoopStack next = stacks[(first + visited) % stacks.Length];
            if (!ReferenceEquals(next, this))
            {
                visited++;
                return next;
            }
        }

        return null;
    }

    /// <summary>Who puts the datagram together of which this is a fragment: only the first one has ports, but all of them have the datagram's name.</summary>
    /// <returns>Another loop; null: this one does, or the packet is no fragment.</returns>
    private LoopStack? FindAssembler(ReadOnlySpan<byte> packet)
    {
        LoopStack[] stacks = _network.Stacks;
        if (!_network.Steering.TryChooseForFragment(packet, _network.Options.Loops, out int chosen))
        {
            return null;
        }

        LoopStack assembler = stacks[chosen % stacks.Length];
        return ReferenceEquals(assembler, this) ? null : assembler;
    }

    /// <summary>A datagram is whole, and says now whose it is.</summary>
    /// <returns>Whether it is on its way to another loop.</returns>
    private bool TryHandOver(in AssembledDatagram datagram)
    {
        int visited = 0;
        LoopStack? next = FindNext(datagram.Flow, ref visited);
        if (next is null)
        {
            return false;
        }

        bool hasRoom = next.HasRoomForHandOver;
        if (hasRoom)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(datagram.Length);
            datagram.Write(bytes);
            next.TakeOver(new HandedOver(bytes, datagram.Length, default, visited, IsAssembled: true));
        }

        PacketCounts.CountHandOver(hasRoom);
        return true;
    }

    /// <summary>Called on another loop's thread.</summary>
    /// <returns>False: there is no room.</returns>
    private bool TryTakeOver(ReadOnlySpan<byte> packet, ReceiveHints hints, int visited, bool isAssembled = false)
    {
        if (!HasRoomForHandOver)
        {
            return false;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(bytes);
        TakeOver(new HandedOver(bytes, packet.Length, hints, visited, isAssembled));
        return true;
    }

    private void TakeOver(in HandedOver packet)
    {
        _handedOver.Enqueue(packet);
        _handle.Signal();
    }
}
