using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Udp;

namespace Ringspun.Tcp;

/// <content>Addresses come and go.</content>
public sealed partial class Stack
{
    /// <summary>The stack's own addresses now, each with the length of its network's prefix. Those of the loopback belong to every stack without being here.</summary>
    public IReadOnlyList<IpPrefix> Addresses => Routes.Addresses;

    /// <summary>Gives the stack another address, and the route to its network. Listeners and sockets for all addresses have it at once.</summary>
    /// <param name="address">The address and the length of its network's prefix.</param>
    /// <returns><see cref="StackError.InvalidAddress"/> for one that no host can have; <see cref="StackError.AddressInUse"/> for one that is the stack's.</returns>
    public StackError AddAddress(IpPrefix address)
    {
        if (!RouteTable.CanBeOwn(address))
        {
            return StackError.InvalidAddress;
        }

        if (Routes.IsOwn(address.Address))
        {
            return StackError.AddressInUse;
        }

        Routes.Add(address);
        return StackError.None;
    }

    /// <summary>
    /// Takes an address away from the stack. Its connections fail with <see cref="StackError.AddressRemoved"/>, without a word to their peers, as does what
    /// its datagram sockets have not sent; listeners and sockets that are bound to it stay, and work again when it comes back.
    /// </summary>
    /// <param name="address">One of <see cref="Addresses"/>.</param>
    /// <returns><see cref="StackError.AddressNotAvailable"/> for one that is not the stack's.</returns>
    public StackError RemoveAddress(IpAddress address)
    {
        if (!Routes.Remove(address))
        {
            return StackError.AddressNotAvailable;
        }

        for (int slot = 0; slot < Blocks.Created; slot++)
        {
            TcpBlock block = Blocks.At(slot);
            if (block.InUse && block.State != TcpState.Closed && block.Local.Address == address)
            {
                Counters.Count(StackCounter.AddressRemovals);
                RemoveAddress(block);
            }
        }

        for (int slot = 0; slot < Sockets.Created; slot++)
        {
            DatagramSocket socket = Sockets.At(slot);
            if (socket.InUse && socket.Local.Address == address)
            {
                Report(socket, new DatagramError { Error = StackError.AddressRemoved, Remote = socket.Remote });
            }
        }

        return StackError.None;
    }

    private void RemoveAddress(TcpBlock block)
    {
        if (block.State == TcpState.TimeWait)
        {
            // Both sides had ended: there is nothing left to fail.
            Finish(block);
        }
        else
        {
            Fail(block, StackError.AddressRemoved);
        }
    }
}
