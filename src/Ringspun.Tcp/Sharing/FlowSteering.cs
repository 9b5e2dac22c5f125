using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Sharing;

/// <summary>Spreads connections over stacks that share their addresses, by a hash that nobody outside can foretell: no peer can aim at one of them.</summary>
/// <param name="secret">The stacks' common secret.</param>
public readonly struct FlowSteering(StackSecret secret)
{
    private readonly KeyedHash _hash = new(secret);

    /// <summary>Whose a connection is.</summary>
    /// <param name="local">This side's end.</param>
    /// <param name="remote">The peer's.</param>
    /// <param name="count">How many there are to choose from; at least 1.</param>
    /// <returns>0 to <paramref name="count"/> - 1.</returns>
    public int Choose(in Endpoint local, in Endpoint remote, int count) => (int)(_hash.Of(KeyedHash.Steering, local, remote) % (ulong)count);

    /// <summary>
    /// Who puts a datagram together that comes in fragments: the same one for all of them, by what they have in common (RFC 791 section 3.2, RFC 8200 section 4.5).
    /// </summary>
    /// <param name="packet">An IP packet.</param>
    /// <param name="count">How many there are to choose from; at least 1.</param>
    /// <param name="chosen">0 to <paramref name="count"/> - 1, when the result is true.</param>
    /// <returns>False: the packet is no fragment, or cannot be read.</returns>
    public bool TryChooseForFragment(ReadOnlySpan<byte> packet, int count, out int chosen)
    {
        bool isFragment = FragmentKey.TryRead(packet, out FragmentKey key);
        Endpoint source = new(key.Source, 0);
        Endpoint destination = new(key.Destination, 0);
        ulong name = (ulong)key.Protocol << 32 | key.Identification;
        chosen = isFragment ? (int)(_hash.Of(KeyedHash.FragmentSteering, destination, source, name) % (ulong)count) : 0;
        return isFragment;
    }
}
