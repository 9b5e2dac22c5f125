namespace Ringspun.Simulation.Internet;

/// <summary>One of the two ends of a link.</summary>
public enum LinkEnd
{
    /// <summary>The node that was named first when the link was made.</summary>
    A,

    /// <summary>The other one.</summary>
    B,
}
