namespace Ringspun.Tcp;

/// <summary>How scarce the memory for the data of connections is (<see cref="StackOptions.BufferBudget"/>).</summary>
public enum MemoryPressure : byte
{
    /// <summary>Less than three quarters are in use: buffers grow as connections need them.</summary>
    None,

    /// <summary>
    /// Three quarters are in use: buffers do not grow, connections are promised and take no more than their smallest buffer, nor more than is left.
    /// </summary>
    High,

    /// <summary>All is in use: nothing is promised to peers or taken from applications until some is given back.</summary>
    Exhausted,
}
