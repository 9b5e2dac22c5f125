using Ringspun.Tcp.Addresses;
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
}
