using Ringspun.Tcp.Traces;

namespace Ringspun.Simulation.Internet;

/// <summary>A link between two nodes: two directions, each with its own behaviour.</summary>
public sealed class Link
{
    internal Link(SimulatedInternet internet, int index, Attachment a, Attachment b, LinkLayer layer, LinkOptions toB, LinkOptions toA)
    {
        Index = index;
        Layer = layer;
        Name = $"{a.Name}-{b.Name}";
        ToB = new LinkDirection(internet, this, a, b, 2 * index, toB);
        ToA = new LinkDirection(internet, this, b, a, (2 * index) + 1, toA);
    }

    /// <summary>The ends' names.</summary>
    public string Name { get; }

    /// <summary>Counts the links of an internet from 0.</summary>
    public int Index { get; }

    /// <summary>What the link carries.</summary>
    public LinkLayer Layer { get; }

    /// <summary>From the first end to the second.</summary>
    public LinkDirection ToB { get; }

    /// <summary>From the second end to the first.</summary>
    public LinkDirection ToA { get; }

    /// <summary>The direction in which a node sends.</summary>
    /// <param name="node">One of the link's ends.</param>
    /// <exception cref="ArgumentException">The node is at neither end.</exception>
    public LinkDirection From(INode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ReferenceEquals(ToB.Source, node) ? ToB
            : ReferenceEquals(ToA.Source, node) ? ToA
            : throw new ArgumentException($"the link {Name} does not end at this node", nameof(node));
    }

    /// <summary>Sets both directions' behaviour; packets that are on the way are not affected.</summary>
    /// <param name="options">The new behaviour.</param>
    public void Set(LinkOptions options)
    {
        ToB.Options = options;
        ToA.Options = options;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
