using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Neighbors;

/// <content>Asking, and neighbour unreachability detection (RFC 4861 section 7.3).</content>
public sealed partial class EthernetStack
{
    /// <summary>A packet goes to a neighbour: what was confirmed long ago is to be confirmed again.</summary>
    private void Use(long now, Neighbor neighbor)
    {
        bool aged = neighbor.State == NeighborState.Reachable && neighbor.Deadline <= now;
        if (aged || neighbor.State == NeighborState.Stale)
        {
            _neighbors.Move(neighbor, NeighborState.Delay, now + DelayFirstProbeTime);
        }
    }

    private void Expire(long now, Neighbor neighbor)
    {
        if (neighbor.State == NeighborState.Delay)
        {
            neighbor.Solicitations = 0;
        }
        else if (neighbor.Solicitations >= MaxSolicit)
        {
            GiveUp(now, neighbor);
            return;
        }

        Solicit(now, neighbor, neighbor.State == NeighborState.Incomplete ? NeighborState.Incomplete : NeighborState.Probe);
    }

    /// <summary>Nobody answers. The connections whose packets have waited are told as a router would tell them.</summary>
    private void GiveUp(long now, Neighbor neighbor)
    {
        Stack.Counters.Count(StackCounter.NeighborsUnreachable);
        foreach ((byte[] packet, _) in neighbor.Waiting)
        {
            Stack.Counters.Count(StackCounter.NeighborPacketsDropped);
            Stack.ReportUnreachable(now, packet);
        }

        neighbor.Forget();
        _neighbors.Remove(neighbor);
    }

    /// <summary>Asks for an address: everybody while it is unknown, the neighbour itself afterwards.</summary>
    private void Solicit(long now, Neighbor neighbor, NeighborState state)
    {
        neighbor.Solicitations++;
        _neighbors.Move(neighbor, state, now + RetransTimer);
        if (!Stack.Routes.TrySource(neighbor.Address, neighbor.Address, out IpAddress source))
        {
            return;
        }

        MacAddress? known = state == NeighborState.Incomplete ? null : neighbor.Mac;
        if (neighbor.Address.IsIpv4)
        {
            SendArp(new ArpPacket(ArpOperation.Request, Address, source, default, neighbor.Address), known ?? MacAddress.Broadcast);
        }
        else
        {
            IpAddress destination = known is null ? neighbor.Address.SolicitedNode() : neighbor.Address;
            NeighborMessage question = new(IsAdvertisement: false, IsRouter: false, IsSolicited: false, IsOverride: false, neighbor.Address, Address);
            SendNeighbor(question, source, destination, known ?? MacAddress.ForMulticast(destination));
        }
    }

    /// <summary>A neighbour's address is known now.</summary>
    private void Learn(long now, Neighbor neighbor, MacAddress mac, bool confirmed)
    {
        bool waited = neighbor.State == NeighborState.Incomplete;
        neighbor.Mac = mac;
        neighbor.Solicitations = 0;
        _neighbors.Move(neighbor, confirmed ? NeighborState.Reachable : NeighborState.Stale, confirmed ? now + ReachableTime : long.MaxValue);
        if (waited)
        {
            _resolved.Enqueue(neighbor);
        }
    }

    /// <summary>Somebody has told of itself in asking for us: worth remembering, for it is to be answered.</summary>
    private void Remember(long now, in IpAddress address, MacAddress mac)
    {
        Neighbor? neighbor = _neighbors.Find(address);
        if (neighbor is not null && neighbor.State != NeighborState.Incomplete && neighbor.Mac == mac)
        {
            return;
        }

        if ((neighbor ?? _neighbors.Add(address)) is { } known)
        {
            Learn(now, known, mac, confirmed: false);
        }
    }

    private void Enqueue(ReadOnlySpan<byte> frame)
    {
        if (!_control.TryEnqueue(frame))
        {
            Stack.Counters.Count(StackCounter.AnswersDropped);
        }
    }
}
