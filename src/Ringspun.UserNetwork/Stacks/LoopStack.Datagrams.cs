using Ringspun.Tcp;
using Ringspun.Tcp.Sharing;

namespace Ringspun.UserLevel;

/// <content>Datagram sockets: whose events are whose, and which loop a datagram is for.</content>
internal sealed partial class LoopStack
{
    private IStackUser?[] _datagramUsers = new IStackUser?[4];

    /// <summary>The events of a datagram socket go to this one from now on.</summary>
    internal void Register(DatagramSocketId id, IStackUser user)
    {
        if (id.Slot >= _datagramUsers.Length)
        {
            Array.Resize(ref _datagramUsers, Math.Max(_datagramUsers.Length * 2, id.Slot + 1));
        }

        _datagramUsers[id.Slot] = user;
    }

    internal void Unregister(DatagramSocketId id) => _datagramUsers[id.Slot] = null;

    internal string DescribeAddresses() => _network.DescribeAddresses();

    /// <summary>Which loop has the socket that a datagram is for; null: none has, or the packet has been handed on often enough.</summary>
    private LoopStack? OwnerOfDatagram(in PacketFlow flow, int visited) =>
        visited <= _network.Stacks.Length ? _network.DatagramsAt(flow.Local)?.OwnerOf(flow) : null;
}
