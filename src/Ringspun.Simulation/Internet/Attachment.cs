namespace Ringspun.Simulation.Internet;

/// <summary>A node's place in the internet: its links, and when it will be called.</summary>
internal sealed class Attachment(INode node, string name, int index)
{
    public int Index { get; } = index;

    public INode Node { get; } = node;

    public string Name { get; } = name;

    public List<Link> Links { get; } = [];

    /// <summary>The time of the event that will call it; events of other times are of the past.</summary>
    public long CallAt { get; set; } = long.MaxValue;
}
